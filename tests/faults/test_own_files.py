"""A clone that brings links, pipes and devices along below `.tracker`, or in place of documents and the plan."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Place

JOURNAL = "journal/2026-01-01-01ARZ3NDEKTSV4RRFFQ69G5FAV.jsonl"
MEMORY = 2_000_000_000


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 33)


def ask(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """A command with little memory and little time."""
    return subprocess.run(
        place.command(*words), cwd=place.path, env=place.env, capture_output=True, text=True, check=False, timeout=30,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [zero, pipe, nothing, huge])
@pytest.mark.parametrize("name", ["cache/status.json", "cache/plan.json", "cache/journal.json", "cache/hashes.json"])
def test_a_cache_that_is_none_is_made_anew(stepped: Place, name: str, kind: Callable[[Path], None]) -> None:
    path = stepped.path / ".tracker" / name
    path.parent.mkdir(parents=True)
    kind(path)
    for words in (["status"], ["run", "1"]):
        done = ask(stepped, *words)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("kind", [zero, pipe, nothing, huge])
def test_a_journal_that_is_none_is_said(stepped: Place, kind: Callable[[Path], None]) -> None:
    path = stepped.path / ".tracker" / JOURNAL
    path.parent.mkdir(parents=True)
    kind(path)
    for words in (["status"], ["run", "1"], ["verify", "--journal"]):
        done = ask(stepped, *words)
        assert done.returncode == 1
        assert f".tracker/{JOURNAL} cannot be read: it " in done.stderr
        assert "then run the same command again" in done.stderr
        assert "bug" not in done.stderr


@pytest.mark.parametrize("kind", [zero, pipe])
def test_a_lock_that_is_none_is_said(stepped: Place, kind: Callable[[Path], None]) -> None:
    path = stepped.path / ".tracker/locks/phase-1.lock"
    path.parent.mkdir(parents=True)
    kind(path)
    assert ask(stepped, "status").returncode == 0
    done = ask(stepped, "run", "1")
    assert done.returncode == 1
    assert "the lock phase-1 cannot be taken" in done.stderr
    assert f"Remove {path}" in done.stderr


def test_a_lock_that_is_a_link_empties_no_file(stepped: Place, tmp_path: Path) -> None:
    precious = tmp_path / "bashrc"
    precious.write_text("precious")
    (stepped.path / ".tracker/locks").mkdir(parents=True)
    for name in ("phase-1", "phase-2", "record", "work-tree"):
        (stepped.path / f".tracker/locks/{name}.lock").symlink_to(precious)
    for words in (["status"], ["run", "1"], ["render"], ["gc"]):
        ask(stepped, *words)
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("name", ["", "cache", "journal", "locks", "runs", "evidence", "saved", "cache/writing"])
def test_a_folder_that_leads_elsewhere_is_neither_written_nor_emptied(stepped: Place, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "run").mkdir(parents=True)
    (elsewhere / "run/keep.txt").write_text("theirs")
    for inner in ("cache", "runs", "locks"):
        (elsewhere / inner).mkdir()
        (elsewhere / inner / "keep.txt").write_text("theirs")
    before = sorted(str(path) for path in elsewhere.rglob("*"))
    link = stepped.path / ".tracker" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    for words in (["status"], ["log"], ["validate"], ["verify"], ["explain", "1"], ["run", "1"], ["gc"], ["render"]):
        done = ask(stepped, *words)
        assert "Traceback" not in done.stderr
        assert done.returncode != 70, done.stderr
    assert sorted(str(path) for path in elsewhere.rglob("*")) == before


def test_a_clean_checkout_removes_nothing_through_a_committed_link(stepped: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "cache").mkdir(parents=True)
    (elsewhere / "cache/keep.txt").write_text("theirs")
    (stepped.path / ".tracker").symlink_to(elsewhere)
    stepped.git("add", "-f", ".tracker")
    stepped.git("commit", "-qm", "A link")
    done = ask(stepped, "check", "--all", "--clean")
    assert done.returncode not in (0, 70), done.stderr
    assert (elsewhere / "cache/keep.txt").read_text() == "theirs"


def test_a_tracker_that_is_a_file_is_said(stepped: Place) -> None:
    (stepped.path / ".tracker").write_text("x")
    for words in (["log"], ["run", "1"], ["verify"]):
        done = ask(stepped, *words)
        assert done.returncode == 1
        assert ".tracker is a file, expected a folder" in done.stderr


@pytest.mark.parametrize("kind", [zero, pipe])
@pytest.mark.parametrize("name", ["tracker.yaml", "phases/phase-1.yaml"])
def test_a_plan_that_is_no_file_is_said(stepped: Place, name: str, kind: Callable[[Path], None]) -> None:
    path = stepped.path / name
    path.unlink()
    kind(path)
    for words in (["status"], ["validate"], ["run", "1"]):
        done = ask(stepped, *words)
        assert done.returncode in (1, 2, 3), done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", [zero, pipe])
def test_a_document_that_is_no_file_is_left_alone(stepped: Place, kind: Callable[[Path], None]) -> None:
    path = stepped.path / "TRACKER.md"
    kind(path)
    for words in (["status"], ["render"], ["render", "--check"]):
        done = ask(stepped, *words)
        assert done.returncode != 70
        assert "Traceback" not in done.stderr
    assert not path.is_file()
