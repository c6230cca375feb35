"""A journal that is read in pieces, or goes on from what is kept, says what it says when it is read as a whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.journal.test_order import NOW, Story, Written, steps
from tracker.adapters.clock import SystemClock
from tracker.adapters.files import cache
from tracker.adapters.files.folded import FoldedJournal
from tracker.adapters.files.journal import JournalReader, Unread
from tracker.adapters.files.kept import Kept
from tracker.journal import events as e
from tracker.journal.folding import pack
from tracker.state import Fold, fold
from tracker.state.codec import to_plain

FOLDER = ".tracker/journal"


class LaterClock(SystemClock):
    """So much later that every file has settled, and every reading takes long."""

    def __init__(self) -> None:
        self.ticks = 60.0

    def unix(self) -> float:
        return super().unix() + 3600

    def monotonic(self) -> float:
        self.ticks *= 2
        return self.ticks


def journal(root: Path) -> tuple[FoldedJournal, Kept]:
    kept = Kept(str(root))
    return FoldedJournal(JournalReader(str(root)), kept, LaterClock()), kept


def looked(root: Path) -> object:
    """What a look makes of the journal; it keeps what it made for the next."""
    folded, kept = journal(root)
    plain = to_plain(folded.state())
    kept.write()
    return plain


def whole(root: Path) -> object:
    read = JournalReader(str(root)).read()
    state: Fold = fold(read.events, read.damage)
    state.frontier, state.missing = dict(read.frontier), read.missing
    return to_plain(state)


@contextmanager
def project() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / FOLDER).mkdir(parents=True)
        yield Path(name)


def written(root: Path, files: dict[str, Written]) -> None:
    for name, file in files.items():
        (root / FOLDER / name).write_bytes(b"".join(file.lines))


def alike(one: object, other: object) -> bool:
    """But for the order in which damage and what is missing are told."""

    def parts(plain: object) -> object:
        return (
            {
                key: sorted(map(repr, value)) if key in ("damage", "missing") else value
                for key, value in plain.items()  # type: ignore[attr-defined]
            }
            if isinstance(plain, dict)
            else plain
        )

    return parts(one) == parts(other)


@settings(max_examples=150, deadline=None)
@given(steps, st.sets(st.integers(0, 40), max_size=3))
def test_what_is_kept_goes_on_with_what_came_since(story: list[tuple[int, str, int, int]], looks: set[int]) -> None:
    told = Story()
    with project() as root:
        for number, step in enumerate(story):
            told.step(*step)
            if number in looks:
                written(root, told.files)
                assert alike(looked(root), whole(root))
        written(root, told.files)
        assert alike(looked(root), whole(root))
        assert alike(looked(root), whole(root))
        shutil.rmtree(root / cache.FOLDER, ignore_errors=True)
        assert alike(looked(root), whole(root))


@settings(max_examples=100, deadline=None)
@given(steps, st.data())
def test_damage_and_files_that_are_gone_are_told_the_same(story: list[tuple[int, str, int, int]], data: st.DataObject) -> None:
    told = Story()
    for step in story:
        told.step(*step)
    with project() as root:
        written(root, told.files)
        names = sorted(told.files)
        if not names:
            return
        for name in data.draw(st.sets(st.sampled_from(names), max_size=2)):
            path = root / FOLDER / name
            content = path.read_bytes()
            cut = data.draw(st.integers(0, len(content)))
            what = data.draw(st.sampled_from(["cut", "gone", "changed"]))
            if what == "gone":
                path.unlink()
            else:
                path.write_bytes(content[:cut] if what == "cut" else content[:cut] + b"x" + content[cut + 1 :])
        assert alike(looked(root), whole(root))


def chain(count: int, *, lines: int = 3) -> dict[str, Written]:
    """Files of which each names the one before."""
    files: dict[str, Written] = {}
    heads: dict[str, str] = {}
    for n in range(count):
        file = Written(f"{n:026d}")
        file.write(e.JournalOpened("Ann", "person", "", heads), NOW + n, n * 100)
        for i in range(lines):
            file.write(e.PhasePaused(f"phase-{n % 3}", f"{n}.{i}"), NOW + n, n * 100 + i + 1)
        files[file.name] = file
        heads = {file.name: file.last}
    return files


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The files of each piece that was read."""
    found: list[tuple[str, ...]] = []
    real = Unread.read

    def read(self: Unread) -> object:
        found.append(self.places)
        return real(self)

    monkeypatch.setattr(Unread, "read", read)
    return found


@pytest.fixture
def no_whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def forbid() -> None:
        monkeypatch.setattr(JournalReader, "read", lambda _: pytest.fail("it was read as a whole"))

    return forbid


def test_a_chain_is_read_a_file_at_a_time_and_a_new_file_alone(
    tmp_path: Path, reads: list[tuple[str, ...]], no_whole: Callable[[], None]
) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    files = chain(6)
    names = list(files)
    written(tmp_path, {name: files[name] for name in names[:5]})
    expected = whole(tmp_path)
    no_whole()
    assert looked(tmp_path) == expected
    assert reads == [(name,) for name in names[:5]]
    reads.clear()
    written(tmp_path, {names[5]: files[names[5]]})
    looked(tmp_path)
    assert reads == [(names[5],)]


def test_a_file_that_grows_is_read_again_alone(
    tmp_path: Path, reads: list[tuple[str, ...]], no_whole: Callable[[], None]
) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    files = chain(5)
    written(tmp_path, files)
    looked(tmp_path)
    last = list(files.values())[-1]
    last.write(e.PhasePaused("phase-1", "more"), NOW + 99, 999)
    written(tmp_path, {last.name: last})
    expected = whole(tmp_path)
    no_whole()
    reads.clear()
    assert looked(tmp_path) == expected
    assert reads == [(last.name,)]


@pytest.mark.parametrize("after", [1, 2, 4])
def test_an_interrupted_reading_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    files = chain(6)
    written(tmp_path, files)
    expected, real, count = whole(tmp_path), Unread.read, 0

    def read(self: Unread) -> object:
        nonlocal count
        count += 1
        if count == after + 1:
            raise KeyboardInterrupt
        return real(self)

    monkeypatch.setattr(Unread, "read", read)
    with pytest.raises(KeyboardInterrupt):
        journal(tmp_path)[0].state()
    assert cache.load(str(tmp_path), cache.JOURNAL) is None  # what is there is not all
    count = -100
    assert looked(tmp_path) == expected
    assert count == -100 + 6 - after


def test_of_a_folded_file_nothing_is_told_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that is interrupted inside of it begins with it anew."""
    (tmp_path / FOLDER).mkdir(parents=True)
    files = chain(6)
    name, content = pack([(name, b"".join(file.lines)) for name, file in list(files.items())[:4]])
    (tmp_path / FOLDER / name).write_bytes(content)
    written(tmp_path, dict(list(files.items())[4:]))
    expected, real, count = whole(tmp_path), Unread.read, 0

    def read(self: Unread) -> object:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        return real(self)

    monkeypatch.setattr(Unread, "read", read)
    with pytest.raises(KeyboardInterrupt):
        journal(tmp_path)[0].state()
    assert looked(tmp_path) == expected
    (tmp_path / cache.path_of(str(tmp_path), cache.JOURNAL)).unlink()
    assert looked(tmp_path) == expected


def test_a_file_of_another_branch_makes_the_whole_be_read(tmp_path: Path, reads: list[tuple[str, ...]]) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    files = chain(4)
    written(tmp_path, files)
    looked(tmp_path)
    beside = Written("9" * 26)
    beside.write(e.JournalOpened("Bob", "person", "", {list(files)[1]: list(files.values())[1].last}), NOW + 50, 5000)
    beside.write(e.PhasePaused("phase-0", "beside"), NOW - 10**9, 5001)
    written(tmp_path, {beside.name: beside})
    reads.clear()
    assert looked(tmp_path) == whole(tmp_path)
    assert reads[0] == (next(iter(files)),)
    assert set(reads[-1]) == {*list(files)[2:], beside.name}
