"""A suite that is run by real pytest and judged test by test."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place
from tracker.checking.border import read
from tracker.checks import AnyCheck

CONTAMINATING = """
    import pathlib

    DATABASE = pathlib.Path("state.db")

    def test_insert():
        assert not DATABASE.exists(), "UNIQUE constraint failed"
        DATABASE.write_text("row")

    def test_other(): pass
"""


@pytest.fixture
def suite(place: Place) -> Place:
    place.write(".gitignore", "__pycache__\n")
    return place


def run(place: Place, tests: str, *lines: str, phase: str = "1") -> dict[str, Any]:
    """The suite's recorded result."""
    place.write("test_it.py", tests)
    body = "".join(f"    {line}\n" for line in lines)
    command = "python -m pytest -q -p no:cacheprovider"
    place.phase(f"phase-{phase}", f"checks:\n  - id: suite\n    kind: pytest\n    run: {command}\n{body}")
    place.commit()
    place.tracker("run", phase)
    events = place.tracker("show", "last", "--json").json["events"]
    return next(event for event in events if event["type"] == "check-finished")


def test_a_suite_that_leaves_its_database_behind_is_not_repeatable(suite: Place) -> None:
    once = run(suite, CONTAMINATING)
    assert (once["outcome"], once["facts"]["files_left"], once["facts"]["left"]) == ("passed", 1, "state.db")
    (suite.path / "state.db").unlink()
    twice = run(suite, CONTAMINATING, "repeat: 2")
    assert twice["outcome"] == "failed"
    assert twice["summary"] == "2 of 2 passed; not repeatable: 1 tests end otherwise when run again"
    assert twice["details"] == [
        "not repeatable: run 2 over the same workspace: regressed: found 1 test, expected none: test_it::test_insert"
    ]
    assert twice["facts"]["not_repeatable"] == 1


def test_a_suite_that_cleans_up_is_repeatable(suite: Place) -> None:
    found = run(suite, CONTAMINATING.replace("def test_other(): pass", "def test_other(): DATABASE.unlink()"), "repeat: 3")
    assert (found["outcome"], found["summary"]) == ("passed", "2 of 2 passed")
    assert "files_left" not in found["facts"]


def test_failing_the_same_way_twice_is_a_failure_and_repeatable(suite: Place) -> None:
    found = run(suite, "def test_a(): assert 0\n", "repeat: 2")
    assert (found["outcome"], found["summary"]) == ("failed", "0 of 1 passed, 1 failed")


@pytest.mark.parametrize(
    ("tests", "outcome", "words"),
    [
        ("import os\ndef test_a(): os._exit(3)\n", "error", "pytest had an internal error (exit 3)"),
        (
            "import os, signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)\n",
            "error",
            "no report was written (exit 137)",
        ),
        ("", "failed", "no tests were run"),
        ("import nothing_like_this\n", "error", "pytest was interrupted (exit 2)"),
    ],
)
def test_what_says_nothing_about_the_tests_is_no_pass_however_often(suite: Place, tests: str, outcome: str, words: str) -> None:
    found = run(suite, tests, "repeat: 2")
    assert (found["outcome"], found["summary"]) == (outcome, words)


def test_a_second_run_that_dies_is_no_pass(suite: Place) -> None:
    tests = CONTAMINATING.replace("assert not DATABASE.exists()", "import os; DATABASE.exists() and os._exit(0); assert True")
    found = run(suite, tests, "repeat: 2")
    assert found["outcome"] == "error", found["summary"]


def test_repeat_changes_the_definition_only_where_it_is_used() -> None:
    def definition(**more: object) -> str:
        return read(AnyCheck, {"id": "a", "kind": "pytest", "run": "pytest", **more}).definition()

    assert definition() == definition(repeat="1") == definition(expect={"allow_gone": []})
    assert len({definition(), definition(repeat="2"), definition(expect={"allow_gone": [{"tests": "x", "why": "y"}]})}) == 3


BEFORE = """
    import pytest
    def test_a(): pass
    def test_b(): pass
    @pytest.mark.parametrize("n", ["x", "[y]"])
    def test_c(n): pass
"""
AFTER = """
    import pytest
    def test_a(): pass
    @pytest.mark.skip
    def test_b(): pass
    def test_new(): assert 0
"""


def test_no_regressions_means_none_of_four_kinds_unless_the_plan_allows_it(suite: Place) -> None:
    assert run(suite, BEFORE)["outcome"] == "passed"
    suite.phase("phase-1", "checks: [{id: suite, kind: pytest, run: python -m pytest -q -p no:cacheprovider, inputs: []}]\n")
    found = run(suite, AFTER, "expect: {no_regressions_since: phase-1}", phase="2")
    assert found["outcome"] == "failed"
    assert found["details"] == [
        "gone since phase-1: found 2 tests, expected none: test_it::test_c[[y]], test_it::test_c[x]",
        "now skipped since phase-1: found 1 test, expected none: test_it::test_b",
        "new and failing since phase-1: found 1 test, expected none: test_it::test_new",
    ]
    allowed = [
        "expect:",
        "  no_regressions_since: phase-1",
        "  allow_skips: [{tests: '*_b', why: not here}]",
        "  allow_gone: [{tests: 'test_it::test_c[[y]]', why: merged}, {tests: '*test_c?x]', why: merged}]",
    ]
    found = run(suite, AFTER.replace("assert 0", "pass"), *allowed, phase="2")
    assert (found["outcome"], len(found["details"])) == ("passed", 1)
    assert found["details"][0].startswith("it failed before (")
