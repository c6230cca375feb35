"""Line ends that git makes on checkout are no change: content is what git would store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.repositories import Repo
from tests.conftest import Place
from tracker.adapters.files.hash_cache import HashCache
from tracker.adapters.git.line_ends import LineEnds
from tracker.model.digest import sha256_hex


@pytest.fixture
def done(place: Place) -> Place:
    """One phase, complete, with a rendered document, a baseline in the evidence and a file that git must not touch."""
    place.write("tracker.yaml", "project: {name: lab}\ndocuments: [{path: TRACKER.md, title: Lab, sections: [phases]}]\n")
    place.write("src/a.txt", "one\ntwo\n")
    (place.path / "src/raw.bin").write_bytes(b"\0\r\n")
    for n in range(10):  # more inputs than an event holds
        place.write(f"src/{n}.txt", f"{n}\n")
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: grep -q one src/a.txt, inputs: [src]}]\n")
    place.commit("Start")
    assert place.tracker("run").code == 0
    return place


def converted(place: Place, *words: str) -> Place:
    there = Place(place.path.parent / "clone", place.env)
    place.git("clone", "-q", *words, str(place.path), str(there.path))
    assert b"\r\n" in (there.path / "src/a.txt").read_bytes()
    return there


@pytest.mark.parametrize("how", ["config", "attribute"])
def test_a_clone_with_other_line_ends_is_as_good(done: Place, how: str) -> None:
    if how == "attribute":
        done.write(".gitattributes", "* text=auto eol=crlf\n")
        done.commit("Attributes")
    there = converted(done, *(["-c", "core.autocrlf=true"] if how == "config" else []))
    found = there.status()["phase-1"]
    assert (found["status"], found["currency"]) == ("complete", "current")
    for verb in (("render", "--check"), ("verify",), ("check", "--all"), ("run", "1")):
        ended = there.tracker(*verb)
        assert ended.code == 0, ended.out + ended.err
    assert "killed" not in there.tracker("verify").out
    assert there.git("status", "--porcelain") == ""


def test_what_is_proved_there_holds_where_lines_end_otherwise(done: Place) -> None:
    there = converted(done, "-c", "core.autocrlf=true")
    (there.path / "src/a.txt").write_bytes(b"one\r\nthree\r\n")
    there.commit("Three")
    assert there.tracker("run", "1").code == 0
    done.git("pull", "-q", "--ff-only", str(there.path), "main")
    found = done.status()["phase-1"]
    assert (found["status"], found["currency"]) == ("complete", "current")
    assert done.tracker("render", "--check").code == 0
    assert done.tracker("verify").code == 0


def test_carriage_returns_that_git_would_store_are_a_change(done: Place) -> None:
    (done.path / "src/a.txt").write_bytes(b"one\r\ntwo\r\n")
    assert done.status()["phase-1"]["currency"] == "changed"
    done.tracker("run", "1")
    assert done.status()["phase-1"]["status"] == "proved"  # the commit has other line ends


@pytest.mark.parametrize(
    ("attributes", "auto", "committed", "becomes"),
    [
        ("", "true", b"a\n", True),
        ("", "input", b"a\n", True),
        ("", "false", b"a\n", False),
        ("", "true", b"a\r\n", False),  # git leaves alone what is stored with CRLF
        ("*.txt -text\n", "true", b"a\n", False),
        ("*.txt text\n", "false", b"a\n", True),
        ("*.txt eol=crlf\n", "false", b"a\n", True),
        ("*.txt text=auto\n", "false", b"a\n", True),
        ("*.txt binary\n", "true", b"a\n", False),
    ],
)
def test_git_s_rules(
    tmp_path: Path, hermetic: dict[str, str], attributes: str, auto: str, committed: bytes, becomes: bool
) -> None:
    repo = Repo(tmp_path, hermetic)
    repo.git("init", "-q")
    repo.git("config", "core.autocrlf", "false")
    repo.write("a.txt", committed)
    repo.commit("One")
    repo.write(".gitattributes", attributes)
    repo.git("config", "core.autocrlf", auto)
    repo.write("a.txt", b"a\r\nb\r\n")
    assert LineEnds(str(tmp_path)).become_lf("a.txt") is becomes
    repo.git("add", "a.txt")
    assert (b"\r" not in repo.git("cat-file", "blob", ":a.txt").encode()) is becomes


@pytest.mark.parametrize("size", [0, 1, (1 << 18) - 2, (1 << 18) - 1, 1 << 18, (1 << 19) - 1])
def test_the_hash_with_other_line_ends_is_right_at_every_border(tmp_path: Path, size: int) -> None:
    for end in (b"\r\n", b"\r", b"\n", b"\r\r\n", b"\0\r\n"):
        content = b"x" * size + end + b"y" * 3
        (tmp_path / "f").write_bytes(content)
        text = b"\r\n" in content and b"\0" not in content
        assert HashCache("/dev/null").digests(str(tmp_path / "f"))[:2] == (
            sha256_hex(content), sha256_hex(content.replace(b"\r\n", b"\n")) if text else ""
        )  # fmt: skip
