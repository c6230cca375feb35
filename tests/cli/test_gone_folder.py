"""A shell stays in a folder that somebody removed: every command says so, and a shell's prompt and Tab stay quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.cli.verbs import VERBS

WORDS = {
    **{verb: [verb, "phase-1"] for verb in ("run", "start", "reopen", "prompt", "show", "explain", "approve", "bench")},
    "hooks": ["hooks", "doctor"],
    "note": ["note", "phase-1", "text"],
    "triage": ["triage", "report.xml"],
    "compare": ["compare", "a", "b"],
    "record": ["record", "phase-1", "--check", "a", "--junit", "report.xml"],
    "new-prompt": ["new-prompt", "mine"],
    "new-section": ["new-section", "mine"],
}
ELSEWHERE = {"completion", "schema"}
"""These do not look at the folder."""


def in_a_gone_folder(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    script = 'cd "$0" && rmdir "$0" && exec "$@"'
    command = ["sh", "-c", script, folder, sys.executable, "-m", "tracker", *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - ELSEWHERE - {"segment", "complete", "hook"}))
def test_it_says_so(tmp_path: Path, verb: str) -> None:
    done = in_a_gone_folder(tmp_path / "gone", *WORDS.get(verb, [verb]))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: the folder that you are in cannot be read: No such file or directory\n"
        '  Change to another folder, or enter it again: cd "$PWD"\n'
    )


@pytest.mark.parametrize("words", [("segment",), ("complete", "--", "st"), ("hook", "stop", "--agent", "claude")])
def test_a_prompt_and_a_tab_stay_quiet(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = in_a_gone_folder(tmp_path / "gone", *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
