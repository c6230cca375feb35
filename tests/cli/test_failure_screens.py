"""Whoever looks at a failure sees why: the causes of failing tests, or the end of a command's output, in every face."""

from __future__ import annotations

import pytest

from tests.conftest import Place

TESTS = """
import pytest

LONG = "x" * 90

@pytest.mark.parametrize("size", range(5))
def test_size(size):
    assert size == 7, f"expected 7, got {size}"

def test_old():
    raise ConnectionError("no route to the server")

def test_fine():
    assert LONG
"""
CAUSE = "AssertionError: expected 7, got 0"
CHECKS = """checks:
  - {id: suite, kind: pytest, run: python -m pytest -q -p no:cacheprovider tests, inputs: [tests/*.py]}
  - {id: lint, kind: command, run: "seq 20; echo the last words >&2; exit 3", inputs: [tests/*.py]}
"""


@pytest.fixture
def failed(place: Place) -> Place:
    place.write(".gitignore", "__pycache__/\n")
    place.write("tests/test_sizes.py", TESTS)
    place.phase("phase-1", CHECKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    return place


def test_a_run_tells_the_causes_and_what_to_type(failed: Place) -> None:
    out = failed.tracker("run", "1").out
    assert f"5 tests: {CAUSE}  tests/test_sizes.py:8" in out
    assert "tests.test_sizes::test_size[0]" in out
    assert "and 2 more" in out
    assert "1 test: ConnectionError: no route to the server  tests/test_sizes.py:11" in out
    assert "all of them: tracker triage 1/suite" in out
    assert "| the last words" in out
    assert "log: .tracker/runs/" in out


def test_the_command_that_a_screen_names_shows_all_of_them(failed: Place) -> None:
    out = failed.tracker("triage", "1/suite").out
    assert "6 failures in 2 clusters" in out


@pytest.mark.parametrize("command", [("status",), ("explain", "1"), ("show", "last")])
def test_every_face_tells_why(failed: Place, command: tuple[str, ...]) -> None:
    out = failed.tracker(*command).out
    assert CAUSE in out
    assert "tests/test_sizes.py:8" in out
    assert "| the last words" in out


def test_a_check_of_what_was_complete_tells_why(place: Place) -> None:
    fine = TESTS.replace("size == 7", "size < 7").replace("raise Conn", "assert Conn")
    place.write(".gitignore", "__pycache__/\n")
    place.write("tests/test_sizes.py", fine)
    place.phase("phase-1", CHECKS.replace("exit 3", "grep -q 'size < 7' tests/test_sizes.py"))
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    place.write("tests/test_sizes.py", fine.replace("size < 7", "size == 7"))
    ended = place.tracker("check", "1", "--all", "--junit", "out.xml")
    assert ended.code == 1
    for text in (ended.out, (place.path / "out.xml").read_text()):
        assert CAUSE in text
        assert "tests/test_sizes.py:8" in text
        assert "the last words" in text


def test_json_has_the_causes(failed: Place) -> None:
    suite, lint = failed.tracker("status", "--json").json["phases"][0]["checks"]
    first, second = suite["causes"]
    assert (first["failures"], first["title"], first["place"]) == (5, CAUSE, "tests/test_sizes.py:8")
    assert first["tests"] == [f"tests.test_sizes::test_size[{n}]" for n in range(3)]
    assert second["failures"] == 1
    assert (suite["output"], lint["causes"]) == ([], [])
    assert lint["output"][-1] == "the last words"
    assert (failed.path / lint["log"]).read_text().endswith("the last words\n")


def test_what_failed_before_the_work_is_no_cause(place: Place) -> None:
    """`no_regressions_since`: the failures that the baseline has are left out."""
    place.write(".gitignore", "__pycache__/\n")
    place.write("tests/test_sizes.py", TESTS)
    expect = "expect: {failed: '>= 0'}"
    place.phase("phase-1", CHECKS.split("  - {id: lint", maxsplit=1)[0].replace("inputs:", f"{expect}, inputs:"))
    since = "baseline_check: suite, no_regressions_since: phase-1"
    place.phase(
        "phase-2",
        CHECKS.split("  - {id: lint", maxsplit=1)[0].replace("inputs:", f"expect: {{{since}}}, inputs:")
        + "depends_on: [phase-1]\n",
    )
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    place.write("tests/test_sizes.py", TESTS.replace("assert LONG", "assert not LONG, 'it is long'"))
    place.commit("Break one more")
    assert place.tracker("run", "2").code == 1
    suite = place.status()["phase-2"]["checks"][0]
    assert [(cause["failures"], cause["title"]) for cause in suite["causes"]] == [(1, "AssertionError: it is long")]


def test_nothing_is_cut_where_the_output_is_no_terminal_and_columns_is_honoured(place: Place) -> None:
    name = "a" * 150
    place.write(".gitignore", "__pycache__/\n")
    place.write("tests/test_long.py", f"def test_{name}_tail():\n    assert False, 'begin {name} end'\n")
    place.phase("phase-1", CHECKS)
    place.commit("Start")
    out = place.tracker("run", "1").out + place.tracker("status").out
    assert "…" not in out
    assert out.count(f"begin {name} end") == 2
    narrow = place.tracker("run", "1", COLUMNS="90").out + place.tracker("status", COLUMNS="90").out
    told = [line for line in narrow.splitlines() if "aaa" in line]
    assert told
    assert max(map(len, told)) <= 90
    (test,) = [line.strip() for line in told if line.strip().startswith("tests.test_long")]
    assert test.endswith("a_tail"), "the end tells tests apart"
