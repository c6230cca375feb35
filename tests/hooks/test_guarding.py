"""What an agent may not write, by whichever tool."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tracker.hooks import product, shell_writes
from tracker.hooks.events import TOOL, Heard, is_our_line, patched
from tracker.hooks.guarding import may_write, refusal, relative
from tracker.hooks.shell_writes import approves, written

if TYPE_CHECKING:
    from tracker.hooks.guarding import Guarded

WORKING: Guarded = {
    "phase": "phase-4.1",
    "title": "Schema",
    "plan": ["tracker.yaml", "phases/phase-4.1.yaml"],
    "workspace": "app",
    "protect": ["tests/golden/**", "LICENSE"],
    "scope": ["schema.sql", "src/**", "tests/golden/**"],
}
IDLE: Guarded = {**WORKING, "phase": None}


def refused(tool: str, known: Guarded = WORKING, *, agent: str = "claude", **given: Any) -> str:
    heard = Heard(TOOL, {"cwd": "/p", "tool_name": tool, "tool_input": given}, product(agent))
    return refusal(heard, lambda: known, lambda path: relative(path, "/p", "/p", os.path.normpath))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("phases/phase-4.1.yaml", "is measured by"),
        ("/p/tracker.yaml", "is measured by"),
        ("phases/new.yaml", "is measured by"),
        ("app/../phases/new.yaml", "is measured by"),
        (".tracker/journal/x.jsonl", "belongs to tracker"),
        ("app/tests/golden/a.txt", "is protected"),
        ("app/LICENSE", "is protected"),
        ("app/other.txt", "is not among the files of phase 4.1 (Schema): schema.sql, src/**"),
        ("app/schema.sql", ""),
        ("app/src/a/b.py", ""),
        ("README.md", ""),  # outside the workspace, which the phase's files are about
        ("/tmp/scratch.txt", ""),
        ("/project/tracker.yaml", ""),
    ],
)
def test_what_may_not_be_edited_while_a_phase_is_in_progress(path: str, why: str) -> None:
    said = refused("Write", file_path=path)
    assert why in said
    assert bool(said) == bool(why)


def test_without_a_phase_in_progress_the_plan_may_be_written_and_the_journal_may_not() -> None:
    assert not refused("Write", IDLE, file_path="phases/phase-5.yaml")
    assert not refused("Write", IDLE, file_path="app/other.txt")
    assert "belongs to tracker" in refused("Write", IDLE, file_path=".tracker/journal/x.jsonl")
    assert "a person's word" in refused("Bash", IDLE, command="tracker approve 4.1")


def test_what_a_shell_makes_on_the_way_is_not_held_to_the_files_of_the_phase() -> None:
    assert not refused("Bash", command="make > app/build.log")
    assert "is protected" in refused("Bash", command="cp new app/tests/golden/a.txt")
    assert "is measured by" in refused("run_shell_command", agent="gemini", command="cd app; sed -i s/a/b/ /p/tracker.yaml")


def test_a_patch_is_refused_by_any_file_of_it() -> None:
    patch = (
        "*** Begin Patch\n*** Update File: app/schema.sql\n@@\n-a\n+b\n*** Delete File: phases/phase-4.1.yaml\n*** End Patch"
    )
    assert "is measured by" in refused("apply_patch", agent="codex", command=patch)
    assert "is measured by" in refused("apply_patch", agent="codex", input=patch)
    assert patched("*** Update File: a\n*** Move to: b") == ["a", "b"]


def test_a_tool_that_is_not_ours_to_judge_is_let_through() -> None:
    assert not refused("Read", file_path="tracker.yaml")
    assert not refused("Write", file_path=7)
    assert not refused("Bash", command=None)


@pytest.mark.parametrize(
    ("command", "paths"),
    [
        ("echo x > a", ["a"]),
        ("echo x >> a 2>&1", ["a"]),
        ("cat < a > b", ["b"]),
        ("cat <<'EOF' > a\nrm b\nEOF\ntrue", ["a"]),
        ("sed -i 's/x/y/' a b", ["a", "b"]),
        ("sed -n 1,5p a", []),
        ("perl -pi -e 's/x/y/' a", ["s/x/y/", "a"][1:]),
        ("git checkout HEAD~1 -- a", ["HEAD~1", "a"]),
        ("git restore a", ["a"]),
        ("git status a", []),
        ("rm -rf a/b", ["a/b"]),
        ("mv a b", ["a", "b"]),
        ("cp a b", ["b"]),
        ("true && sudo tee -a a", ["a"]),
        ("X=1 touch a", ["a"]),
        ("bash -lc 'echo > a'", ["a"]),
        ("sh -c \"bash -c 'rm a'\"", ["a"]),
        ("dd if=/dev/zero of=a", ["a"]),
        ("pytest -q 2>/dev/null | tail -5", []),
        ("grep -r '> a' .", []),
        ("echo 'unclosed", []),
        ("", []),
    ],
)
def test_what_a_shell_command_writes(command: str, paths: list[str]) -> None:
    assert list(written(command)) == paths


def test_every_command_that_writes_is_read() -> None:
    named = {*shell_writes._WRITERS, *shell_writes._COPIERS, *shell_writes._IN_PLACE, *shell_writes._GIT, "dd"}
    assert all(may_write(f"{name} x") for name in named)
    assert may_write("echo >x")
    assert not may_write("pytest -q tests")


@pytest.mark.parametrize("command", ["tracker approve 1", ".venv/bin/tracker approve 1", "python -m tracker approve 1",
                                     "cd x && phasegate approve 1 --why y", "bash -c 'tracker approve 1'"])  # fmt: skip
def test_an_approval_is_seen(command: str) -> None:
    assert approves(command)


@pytest.mark.parametrize(
    "command", ["tracker run 1", "grep 'tracker approve' README.md", "echo tracker approve", "git log approve"]
)
def test_what_only_speaks_of_one_is_not(command: str) -> None:
    assert not approves(command)


def test_our_line_is_known_in_any_version() -> None:
    for line in (
        "tracker hook stop --agent claude",
        "/opt/bin/tracker hook stop --agent codex --run",
        "uv run tracker hook x --agent y",
    ):
        assert is_our_line(line)
    for line in ("tracker status", "my-tracker hook stop --agent x", "git hook run", "echo", 7, None):
        assert not is_our_line(line)
