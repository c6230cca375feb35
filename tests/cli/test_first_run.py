"""A first run where nobody told git what to ignore: it passes, or says the line that helps."""

from __future__ import annotations

import pytest

from tests.conftest import Place

TEST = "import calc\n\ndef test_two():\n    assert calc.two() == 2\n"


@pytest.mark.parametrize(
    "command",
    [
        "python -m pytest -q",
        "python -m compileall -q calc.py && mkdir -p node_modules/x && date +%N > node_modules/x/y.js",
        "date +%N > .coverage && mkdir -p htmlcov x.egg-info && date +%N > htmlcov/index.html && date +%N > x.egg-info/PKG",
    ],
)
def test_what_tools_leave_by_themselves_is_no_input(place: Place, command: str) -> None:
    place.write("calc.py", "def two():\n    return 2\n")
    place.write("test_calc.py", TEST)
    place.phase("phase-1", f"checks: [{{id: suite, kind: command, run: '{command}'}}]\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 0, "also without PYTHONDONTWRITEBYTECODE"
    assert place.status()["phase-1"]["currency"] == "current"


@pytest.mark.parametrize(
    ("writes", "advice"),
    [
        (["out/deep/a.o", "out/b.o"], "if the checks write them, add this line to .gitignore: out/"),
        (["build.txt"], "if the checks write it, add this line to .gitignore: build.txt"),
        (["src/made/x.js", "log.txt"], "if the checks write them, add these lines to .gitignore: log.txt and src/made/"),
    ],
)
def test_the_lines_that_help_are_said_and_help(place: Place, writes: list[str], advice: str) -> None:
    place.write("src/kept.js", "1\n")
    script = "".join(f"mkdir -p $(dirname {name})\ndate +%N > {name}\n" for name in writes)
    place.write("make.sh", script)
    place.phase("phase-1", "checks: [{id: made, kind: command, run: sh make.sh}]\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    assert advice in place.tracker("explain", "1").out
    place.write(".gitignore", "\n".join(advice.rpartition(": ")[2].split(" and ")) + "\n")
    place.commit("Ignore it")
    assert place.tracker("run", "1").code == 0


def test_a_check_that_writes_a_file_in_git_is_told_what_to_do(place: Place) -> None:
    place.write("version.txt", "1\n")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: date +%N > version.txt}]\n")
    place.commit("Start")
    for _ in range(2):
        assert place.tracker("run", "1").code == 1
    told = place.tracker("explain", "1").out
    assert "if the checks write version.txt, leave version.txt out of `inputs`" in told
    place.phase("phase-1", "checks: [{id: v, kind: command, run: date +%N > version.txt, inputs: ['**/*', '!version.txt']}]\n")
    place.commit("Leave it out")
    assert place.tracker("run", "1").code == 0
