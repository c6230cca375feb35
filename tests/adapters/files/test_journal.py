"""The journal's files: durable, one writer each, and believed line by line."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.repositories import ordinary_user
from tracker.adapters.clock import SystemClock
from tracker.adapters.files.journal import Journal, JournalReader
from tracker.adapters.files.journal_writer import JournalWriter
from tracker.errors import StorageError
from tracker.journal import events as e

FOLDER = ".tracker/journal"


def writer(root: Path, **values: str) -> JournalWriter:
    return JournalWriter(str(root), SystemClock(), **values)


def started(*phases: str) -> e.Event:
    return e.RunStarted(phases, "c" * 40, "main", (), "0.1.0")


OPENED = e.JournalOpened("", "")


def told(read: Journal) -> list[e.Event]:
    """What happened, without the lines that open the files."""
    return [item.event for item in read.events if not isinstance(item.event, e.JournalOpened)]


def write(root: Path, count: int = 3) -> Path:
    made = writer(root)
    for number in range(count):
        made.append([started(f"phase-{number}")])
    made.close()
    return root / made.path


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    made = writer(tmp_path)
    first = made.append([started("a"), started("b")])
    second = made.append([started("c")])
    read = JournalReader(str(tmp_path)).read()
    assert [item.event for item in read.events] == [OPENED, started("a"), started("b"), started("c")]
    assert [item.id for item in read.events] == [item.id for item in (*first, *second)]
    assert {item.run for item in read.events} == {made.run}
    assert (read.damage, read.files) == ((), (made.path,))
    assert made.path == f"{FOLDER}/{datetime.now(UTC):%Y-%m-%d}-{made.run}.jsonl"


def test_no_folder_is_an_empty_journal_and_nothing_is_made_before_something_happened(tmp_path: Path) -> None:
    made = writer(tmp_path)
    read = JournalReader(str(tmp_path)).read()
    assert (read.events, read.damage, read.files) == ((), (), ())
    made.close()
    assert list(tmp_path.iterdir()) == []


def test_what_was_appended_is_there_for_others_at_once_and_after_a_kill(tmp_path: Path) -> None:
    code = (
        "import sys, os, signal\nfrom tracker.adapters.clock import SystemClock\n"
        "from tracker.adapters.files.journal_writer import JournalWriter\n"
        "from tracker.journal import events as e\nmade = JournalWriter(sys.argv[1], SystemClock())\n"
        "for n in range(5): made.append([e.RunStarted((str(n),), '', '', (), '')])\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    read = JournalReader(str(tmp_path)).read()
    assert [event.phases for event in told(read)] == [(str(n),) for n in range(5)]
    assert read.damage == ()


def test_it_is_synced_before_it_is_acknowledged_new_folders_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: (calls.append("write"), real(fd, data))[1])
    monkeypatch.setattr(os, "fdatasync", lambda fd: calls.append("fdatasync"))
    monkeypatch.setattr(os, "fsync", lambda fd: calls.append(os.path.basename(os.readlink(f"/proc/self/fd/{fd}"))))
    made = writer(tmp_path)
    made.append([started("a"), started("b")])
    assert calls == [tmp_path.name, ".tracker", f".{os.path.basename(made.path)}.new", "journal"]
    calls.clear()
    made.append([started("c")])
    assert calls == ["write", "fdatasync"]


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_first_write_that_fails_leaves_no_empty_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / ".tracker/journal").mkdir(parents=True)
    made = writer(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(StorageError, match=r"cannot be written: No space left"):
            made.append([started("a")])
    assert list((tmp_path / ".tracker/journal").iterdir()) == []


def test_two_writers_at_once_never_share_a_file_and_nothing_is_lost(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom tracker.adapters.clock import SystemClock\n"
        "from tracker.adapters.files.journal_writer import JournalWriter\n"
        "from tracker.journal import events as e\nmade = JournalWriter(sys.argv[1], SystemClock())\n"
        "for n in range(50): made.append([e.RunStarted((sys.argv[2],), str(n), '', (), '')])"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    read = JournalReader(str(tmp_path)).read()
    assert len(read.files) == 2
    assert read.damage == ()
    for name in "ab":
        assert [event.commit for event in told(read) if event.phases == (name,)] == [str(n) for n in range(50)]
    assert [item.id for item in read.events] == sorted(item.id for item in read.events)


def test_the_same_run_cannot_have_two_writers(tmp_path: Path) -> None:
    run = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    writer(tmp_path, run=run).append([started("a")])
    with pytest.raises(StorageError, match="cannot be written: File exists"):
        writer(tmp_path, run=run).append([started("b")])
    assert [event.phases for event in told(JournalReader(str(tmp_path)).read())] == [("a",)]


def test_a_file_that_was_cut_at_any_byte_loses_the_torn_line_alone(tmp_path: Path) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == 10]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        read = JournalReader(str(tmp_path)).read()
        complete = sum(end <= cut + 1 for end in ends)  # a line without its line end is whole all the same
        assert len(read.events) == complete, cut
        assert [item.torn for item in read.damage] == ([] if cut in {0, *ends, *(end - 1 for end in ends)} else [True]), cut


def test_a_torn_tail_that_was_healed_by_a_line_end_hides_nothing_after_it(tmp_path: Path) -> None:
    path = write(tmp_path)
    opened, first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(opened + first + second + third[:40] + b"\n" + third)
    read = JournalReader(str(tmp_path)).read()
    assert len(told(read)) == 3
    assert [(item.place, item.torn) for item in read.damage] == [(f"{read.files[0]}:4", True)]


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_damaged_line_takes_away_itself_and_nothing_else(tmp_path: Path, line: int) -> None:
    path, other = write(tmp_path), write(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b"phase-", b"phony-")
    path.write_bytes(b"".join(lines))
    read = JournalReader(str(tmp_path)).read()
    assert len(told(read)) == 5
    (damage,) = read.damage
    assert damage.place == f"{FOLDER}/{path.name}:{line + 1}"
    assert damage.why == "its content does not match its sha256"
    assert damage.run == path.name[11:-6] != other.name[11:-6]
    assert not damage.torn


def test_a_reader_reads_again_what_changed_and_only_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.journal import codec

    made, reader = writer(tmp_path), JournalReader(str(tmp_path))
    made.append([started("a")])
    old = write(tmp_path)
    reader.read()
    decoded, real = [], codec.decode
    monkeypatch.setattr(codec, "decode", lambda content, **k: (decoded.append(k["file"]), real(content, **k))[1])
    assert len(told(reader.read())) == 4
    assert decoded == []
    made.append([started("b")])
    assert len(told(reader.read())) == 5
    assert decoded == [made.path]
    old.unlink()
    assert len(told(reader.read())) == 2


def test_other_files_in_the_folder_are_no_journal(tmp_path: Path) -> None:
    path = write(tmp_path)
    (path.parent / "notes.txt").write_text("mine")
    (path.parent / "copy.jsonl.bak").write_text("mine")
    assert JournalReader(str(tmp_path)).read().files == (f"{FOLDER}/{path.name}",)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_acknowledged() -> None:
    with ordinary_user() as folder:
        (folder / FOLDER).mkdir(parents=True)
        (folder / FOLDER).chmod(0o555)
        made = writer(folder)
        with pytest.raises(StorageError, match=f"{made.path} cannot be written: Permission denied") as caught:
            made.append([started("a")])
        assert caught.value.hints
        (folder / FOLDER).chmod(0)
        with pytest.raises(StorageError, match=f"{FOLDER} cannot be read: Permission denied"):
            JournalReader(str(folder)).read()
        (folder / FOLDER).chmod(0o755)
        path = write(folder)
        path.chmod(0)
        with pytest.raises(StorageError, match=f"{path.name} cannot be read: Permission denied"):
            JournalReader(str(folder)).read()


def test_after_a_write_that_failed_nothing_follows_in_that_file(tmp_path: Path) -> None:
    made = writer(tmp_path)
    made.append([started("a")])
    size = (tmp_path / made.path).stat().st_size
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, before[1]))
    try:
        with pytest.raises(StorageError, match="cannot be written: File too large"):
            made.append([started("b")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    with pytest.raises(StorageError, match="an earlier write failed, and this file is closed"):
        made.append([started("c")])
    read = JournalReader(str(tmp_path)).read()
    assert [event.phases for event in told(read)] == [("a",)]
    assert [item.torn for item in read.damage] == [True]


class FrozenClock(SystemClock):
    """A clock that stands still, or runs backwards."""

    def __init__(self, times: list[float]) -> None:
        self.times = times

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.times.pop() if len(self.times) > 1 else self.times[0], UTC)


def test_ids_grow_although_the_clock_stands_still_or_runs_backwards(tmp_path: Path) -> None:
    clock = FrozenClock([1_700_000_000.0 + 86_400 * n for n in range(40)])
    began = time.monotonic()
    made = JournalWriter(str(tmp_path), clock)
    ids = [item.id for _ in range(60) for item in made.append([started("a")])]
    assert ids == sorted(set(ids))
    assert made.run < ids[0]
    assert time.monotonic() - began < 10


def test_no_two_ids_are_the_same_although_nothing_that_they_are_made_of_changes(tmp_path: Path) -> None:
    class Dull(FrozenClock):
        def entropy(self, size: int) -> bytes:
            return bytes(size)

    made = JournalWriter(str(tmp_path), Dull([1_700_000_000.0]))
    ids = [item.id for item in made.append([started("a"), started("b"), started("c")])]
    assert ids == sorted({made.run, *ids})[1:]
