"""The kept view is believed only while everything that it was made from is the same."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Place
from tracker.adapters.files import cache
from tracker.bootstrap import open_project
from tracker.cli.fast import _view
from tracker.commands.status import status

MANY = """
files: [{path: "many/*"}]
checks:
  - {id: all, kind: command, run: "true"}
  - {id: declared, kind: command, run: "true", inputs: [a.txt, "src/**/*.py", not-yet.txt]}
  - {id: many, kind: command, run: "true", inputs: ["many/*.txt"]}
"""


MADE: list[Path] = []


@pytest.fixture
def done(tmp_path_factory: pytest.TempPathFactory, place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A project whose phase is complete, and a kept view of it. It is made once, and copied for each test."""
    if not MADE:
        make(place)
        MADE.append(tmp_path_factory.mktemp("made") / "project")
        shutil.copytree(place.path, MADE[0])
    shutil.rmtree(place.path)
    shutil.copytree(MADE[0], place.path)
    monkeypatch.chdir(place.path)
    keep(place)
    return place


def make(place: Place) -> None:
    place.phase("phase-1", MANY)
    place.write(".gitignore", "ignored/\n*.log\n.tracker/cache/\n")
    for name in ("a.txt", "src/deep/x.py", "other.txt", *(f"many/{n}.txt" for n in range(12))):
        place.write(name, name)
    place.write("ignored/x.o", "object")
    place.write("x.log", "log")
    place.commit("Start")
    assert place.tracker("run", "1").code == 0


def look(place: Place) -> dict[str, Any]:
    return status(open_project(str(place.path)))


def keep(place: Place) -> dict[str, Any]:
    """Look until the view is kept, as repeated calls do."""
    deadline = time.monotonic() + 10
    while True:
        view = look(place)
        if cache.load(str(place.path), cache.STATUS) is not None:
            return view
        assert time.monotonic() < deadline
        time.sleep(0.03)


def without_head(view: dict[str, Any] | None) -> dict[str, Any]:
    assert view is not None
    return {key: value for key, value in view.items() if key != "head"}


def test_while_nothing_changes_the_kept_view_is_the_view(done: Place) -> None:
    kept = _view()
    assert kept is not None
    assert kept == json.loads(json.dumps(look(done)))
    assert kept["phases"][0]["status"] == "complete"
    assert done.changes() == ""


def journal(place: Place) -> Path:
    return next(iter((place.path / ".tracker/journal").glob("*.jsonl")))


def replace_same_size(path: Path) -> None:
    """Another content of the same size and time, in another file of the same name."""
    found = path.stat()
    beside = path.with_name("beside")
    beside.write_text(path.read_text().swapcase())
    os.utime(beside, ns=(found.st_atime_ns, found.st_mtime_ns))
    os.replace(beside, path)


def in_place_same_size(path: Path) -> None:
    found = path.stat()
    path.write_text(path.read_text().swapcase())
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


EVIDENCE = ".tracker/evidence"
CHANGES: dict[str, Callable[[Place], object]] = {
    "a plan file is added": lambda p: p.phase("phase-2", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n"),
    "a plan file is removed": lambda p: os.unlink(p.path / "phases/phase-1.yaml"),
    "a plan file is changed": lambda p: p.phase("phase-1", MANY.replace('"true"', '"false"')),
    "a plan file is changed, size and time as before": lambda p: in_place_same_size(p.path / "phases/phase-1.yaml"),
    "a plan file is renamed": lambda p: os.rename(p.path / "phases/phase-1.yaml", p.path / "phases/phase-one.yaml"),
    "the settings are changed": lambda p: p.write("tracker.yaml", "project: {name: Other}\n"),
    "the settings are gone": lambda p: os.unlink(p.path / "tracker.yaml"),
    "the folder of phases is gone": lambda p: shutil.rmtree(p.path / "phases"),
    "the journal grows": lambda p: journal(p).write_text(journal(p).read_text() + "{}\n"),
    "a journal file comes": lambda p: p.write(".tracker/journal/2026-01-01-01ARZ3NDEKTSV4RRFFQ69G5FAV.jsonl", "{}\n"),
    "a journal file goes": lambda p: journal(p).unlink(),
    "a byte of the journal changes": lambda p: replace_same_size(journal(p)),
    "the evidence goes": lambda p: shutil.rmtree(p.path / EVIDENCE),
    "one piece of evidence goes": lambda p: [path.unlink() for path in (p.path / EVIDENCE).rglob("*.json")],
    "one piece of evidence changes": lambda p: [path.write_text("[]") for path in (p.path / EVIDENCE).rglob("*.json")],
    "a declared input changes": lambda p: p.write("a.txt", "another"),
    "a declared input changes, size and time as before": lambda p: in_place_same_size(p.path / "a.txt"),
    "another file takes its place": lambda p: replace_same_size(p.path / "a.txt"),
    "a declared input goes": lambda p: os.unlink(p.path / "a.txt"),
    "a declared input comes that was not there": lambda p: p.write("not-yet.txt", "now"),
    "a file comes that a pattern matches": lambda p: p.write("src/new.py", "x"),
    "a file comes in a new folder": lambda p: p.write("src/new/deeper/x.py", "x"),
    "a file goes that a pattern matches": lambda p: os.unlink(p.path / "src/deep/x.py"),
    "a file becomes a folder": lambda p: (os.unlink(p.path / "a.txt"), os.mkdir(p.path / "a.txt")),
    "a tracked file changes that nobody declared": lambda p: p.write("other.txt", "another"),
    "an untracked file comes": lambda p: p.write("new.txt", "x"),
    "an untracked file comes in a new folder": lambda p: p.write("new/deep/x.txt", "x"),
    "an ignored file is added to the index": lambda p: p.git("add", "-f", "ignored/x.o"),
    "an ignored file in a folder of others is added to the index": lambda p: p.git("add", "-f", "x.log"),
    "what is ignored changes in the work tree": lambda p: p.write(".gitignore", ".tracker/cache/\n"),
    "what is ignored changes in the repository": lambda p: p.write(".git/info/exclude", "other.txt\n"),
    "a file is taken out of the index and ignored": lambda p: (
        p.write(".git/info/exclude", "other.txt\n"), p.git("rm", "-q", "--cached", "other.txt"),
    ),
    "HEAD goes back to before the run": lambda p: p.git("reset", "-q", "--hard", "HEAD~1"),
    "a file is committed": lambda p: (p.write("new.txt", "x"), p.commit()),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_any_change_the_kept_view_is_not_believed_or_still_true(done: Place, change: Callable[[Place], object]) -> None:
    kept = without_head(_view())
    change(done)
    believed = _view()
    try:
        fresh = without_head(json.loads(json.dumps(look(done))))
    except Exception:  # noqa: BLE001 - there is no view any more
        fresh = None
    if believed is not None:
        assert without_head(believed) == fresh
    assert fresh != kept or believed is None or without_head(believed) == kept
    shutil.rmtree(done.path / cache.FOLDER)
    try:
        anew = without_head(json.loads(json.dumps(look(done))))
    except Exception:  # noqa: BLE001 - as above
        anew = None
    assert fresh == anew


TELLING = (
    "a declared input changes, size and time as before", "a declared input comes that was not there",
    "one piece of evidence goes",
    "an ignored file is added to the index", "a plan file is added", "the journal grows", "an untracked file comes",
)  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_these_changes_do_change_the_view(done: Place, name: str) -> None:
    kept = without_head(_view())
    CHANGES[name](done)
    assert without_head(json.loads(json.dumps(look(done)))) != kept


def test_head_and_changes_are_looked_up_anew(done: Place) -> None:
    before = _view()
    done.git("checkout", "-q", "-b", "other")
    view = keep(done)
    assert view["head"]["branch"] == "other"
    done.git("checkout", "-q", "main")
    believed = _view()
    assert before is not None
    if believed is not None:
        assert believed["head"] == before["head"]


def test_a_change_of_a_moment_ago_is_not_kept(done: Place) -> None:
    done.write("a.txt", "another")
    look(done)
    assert cache.load(str(done.path), cache.STATUS) is None


def test_a_change_while_looking_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    started = time.time()
    while time.time() - started < 0.07:
        time.sleep(0.01)
    started = time.time()
    assert cache.save(str(tmp_path), cache.STATUS, {"a": 1}, {"x": cache.signature(str(tmp_path / "x"))}, started)
    (tmp_path / "x").write_text("y")
    assert not cache.save(str(tmp_path), cache.STATUS, {"a": 1}, {"x": cache.signature(str(tmp_path / "x"))}, started)


KEPT = {"maker": 1, "made_from": {}}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"maker":1}', json.dumps(KEPT).encode() + b"\n{}\n"]
)
def test_a_damaged_cache_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".tracker/cache").mkdir(parents=True)
    Path(cache.path_of(str(tmp_path), cache.STATUS)).write_bytes(content)
    assert cache.load(str(tmp_path), cache.STATUS) is None


@pytest.mark.parametrize("key", ["maker", "made_from"])
def test_a_cache_with_a_part_of_the_wrong_kind_is_none(done: Place, key: str) -> None:
    path = Path(cache.path_of(str(done.path), cache.STATUS))
    _, head, value = path.read_text().splitlines()
    for wrong in (None, 5, [], "x", [1, 2]):
        cache.write(str(path), json.dumps({**json.loads(head), key: wrong}) + "\n" + value + "\n")
        assert cache.load(str(done.path), cache.STATUS) is None


@pytest.mark.parametrize("value", ["", "{", "NaN", '{"a": 1} 2', '"\n'])
def test_a_damaged_value_is_none(done: Place, value: str) -> None:
    path = Path(cache.path_of(str(done.path), cache.STATUS))
    cache.write(str(path), path.read_text().splitlines()[1] + "\n" + value)
    assert cache.load(str(done.path), cache.STATUS) is None


def test_another_program_does_not_believe_it(done: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    assert cache.load(str(done.path), cache.STATUS) is None


def test_git_does_not_see_the_cache(done: Place) -> None:
    shutil.rmtree(done.path / ".tracker/cache")
    keep(done)
    assert done.read(".tracker/cache/.gitignore") == "*\n"
    assert done.changes() == ""
    assert sorted(p.name for p in (done.path / ".tracker/cache").iterdir()) == [
        ".gitignore",
        "commits.json",
        "hashes.json",
        "journal.json",
        "judged.json",
        "outline.json",
        "plan.json",
        "status.json",
    ]


def test_names_that_are_no_text_are_no_crash(done: Place) -> None:
    (done.path / os.fsdecode(b"src/\xff.py")).write_text("x")
    view = keep(done)
    assert view["phases"][0]["currency"] == "changed"
    assert _view() is not None


@pytest.mark.parametrize("pattern", ["**/*", "**", "*/**/*.txt"])
def test_a_pattern_that_starts_at_the_root_does_not_look_into_what_the_tracker_writes(
    place: Place, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    place.phase("phase-1", f'checks: [{{id: all, kind: command, run: "true", inputs: ["{pattern}"]}}]\n')
    place.write("src/a.txt", "a")
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    monkeypatch.chdir(place.path)
    assert keep(place)["phases"][0]["status"] == "complete"
    for _ in range(2):
        assert _view() is not None
        assert look(place)["phases"][0]["status"] == "complete"
    place.write("src/b.txt", "b")
    assert _view() is None
    assert look(place)["phases"][0]["currency"] == "changed"


def test_what_cannot_be_put_in_its_place_leaves_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cache.path_of(str(tmp_path), cache.STATUS)
    cache.write(path, "one")

    def full(old: str, new: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            cache.write(path, "two")
    assert cache.read(path) == "one"
    assert sorted(os.listdir(os.path.dirname(path))) == [".gitignore", "status.json"]
