"""Python runs a source that changed twice within a second, at the same size, as it was before; no result is about that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.adapters.files.bytecode import seconds_to_wait


def written(path: Path, at: float) -> None:
    path.write_text("x = 1\n")
    os.utime(path, (at, at))


@pytest.mark.parametrize(
    ("name", "changed", "now", "expected"),
    [
        ("a.py", 100.2, 100.75, 0.25),
        ("a.py", 100.0, 100.0, 1.0),
        ("a.py", 99.9, 100.0, 0.0),
        ("a.py", 101.5, 100.5, 0.0),
        ("a.txt", 100.2, 100.75, 0.0),
    ],
)
def test_only_a_python_source_of_this_very_second_is_waited_for(
    tmp_path: Path, name: str, changed: float, now: float, expected: float
) -> None:
    written(tmp_path / name, changed)
    assert seconds_to_wait(str(tmp_path), ["gone.py", name], now) == expected


def test_one_among_many_is_enough(tmp_path: Path) -> None:
    written(tmp_path / "old.py", 50)
    written(tmp_path / "new.py", 100.5)
    assert seconds_to_wait(str(tmp_path), ["old.py", "new.py"], 100.5) == 0.5


WORDS = ("one", "two", "six", "ten")
PROGRAM = "import told\nopen('out.txt', 'w').write(told.WORD)\n"


def edited(place: Place, phase: str, word: str, program: str) -> None:
    place.write("told.py", f"WORD = '{word}'\n")
    place.write("make.py", program)
    place.phase("phase-1", phase)
    place.commit(word)


def test_a_module_that_a_step_runs_is_run_as_it_is(place: Place) -> None:
    place.write(".gitignore", "__pycache__/\n")
    for word in WORDS:
        step = "files: [{path: out.txt, change: created}]\nsteps: [{id: make, run: python -m make}]\n"
        check = f"checks: [{{id: c, kind: command, run: grep -q {word} out.txt}}]\n"
        edited(place, step + check, word, f"open('out.txt', 'w').write('{word}')\n")
        ended = place.tracker("run", "1")
        assert ended.code == 0, ended.out


@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_module_that_a_check_imports_is_run_as_it_is(place: Place, verb: str) -> None:
    place.write(".gitignore", "__pycache__/\nout.txt\n")
    for word in WORDS:
        run = f"python -m make && grep -q {word} out.txt"
        check = f"checks: [{{id: c, kind: command, run: {run}, inputs: [told.py, make.py]}}]\n"
        edited(place, check, word, PROGRAM)
        ended = place.tracker(verb, "1", *(("--all",) if verb == "check" else ()))
        assert ended.code == 0, ended.out
