"""The manual page: of this version's commands, and without a complaint of those who print it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.cli import man_page, manual
from tracker.cli.verbs import VERBS, load

PAGE = ROOT / "man/tracker.1"
LINTS = {
    "groff": ["groff", "-z", "-ww", "-man", "-Tutf8"],
    "mandoc": ["mandoc", "-T", "lint"],
}


def test_it_is_of_these_commands() -> None:
    assert PAGE.read_text() == manual.page(), "write it anew: python -m tracker.cli.manual"
    text = PAGE.read_text().replace("\\-", "-")
    for name in VERBS:
        verb = load(name).VERB
        assert (f"\\fBtracker {name}\\fR" in text) is not verb.hidden, name
        if not verb.hidden:
            for option in verb.options:
                assert f"\\fB{option.names[0]}\\fR" in text, option.names


@pytest.mark.parametrize("tool", LINTS)
def test_nothing_is_wrong_with_it(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run([*LINTS[tool], str(PAGE)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    broken = tmp_path / "broken.1"
    broken.write_text(PAGE.read_text().replace(".RE\n", ".NOSUCH\n", 1))
    found = subprocess.run([*LINTS[tool], str(broken)], capture_output=True, text=True, check=False)
    assert found.stdout + found.stderr != "", "it would say what is wrong"


def test_it_reads_as_a_page() -> None:
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    shown = subprocess.run(
        ["man", "-l", str(PAGE)], capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80"}
    ).stdout
    text = re.sub(".\x08", "", shown)
    for line in ("TRACKER(1)", "EXIT STATUS", "tracker - phase tracker that cannot lie"):
        assert line in text
    assert re.search(r"^ +--no-commit$", text, re.MULTILINE)
    assert "Bug" not in text.partition("EXIT STATUS")[0]


@pytest.mark.parametrize("words", [".TP", "'\\fB", "a\\nb", ". x", "-x 'y' …"])
def test_no_text_is_taken_for_a_request(words: str) -> None:
    line = man_page._text(words)
    assert not line.startswith((".", "'"))
    assert "\\fB" not in line
    assert not re.search(r"(?<!\\)-", line)
