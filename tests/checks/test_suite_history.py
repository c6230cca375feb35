"""What a suite may not lose: expectations add to each other, and what was there before in a phase stays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tests.conftest import Place
from tracker.checking.suite import SuiteCheck
from tracker.evidence.matching import IssueMatch
from tracker.model.result import Judgement, TestCase, TestReport
from tracker.model.status import Outcome

P, F, E, S = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def made(**outcomes: Outcome) -> TestReport:
    cases = ((f"t::{name}", outcome) for name, outcome in outcomes.items())
    return TestReport(
        tuple(TestCase(name, o, "call" if o in (F, E) else "", "", "no" if o in (F, E) else "") for name, o in cases)
    )


def judge(bench: Bench, report: TestReport, **values: Any) -> Judgement:
    check = read("pytest", **values)
    assert isinstance(check, SuiteCheck)
    return check.judge_report(bench.context(check, {}, 1), report, int(bool(report.broken())))


@pytest.mark.parametrize(
    ("expect", "report", "passes"),
    [
        ({"errors": "0"}, made(a=P, b=F), False),
        ({"passed": ">= 1"}, made(a=P, b=F), False),
        ({"total": "2"}, made(a=P, b=F), False),
        ({"failed": "0"}, made(a=P, b=E), False),
        ({"failed": "<= 4"}, made(a=P, b=F), True),
        ({"failed": "<= 4"}, made(a=P, b=F, c=E), False),
        ({"errors": "<= 2"}, made(a=P, b=E), True),
        ({"errors": "<= 2"}, made(a=P, b=E, c=F), False),
        ({"failed": "< 1"}, made(a=P, b=F), False),
        ({"failed": "< 2"}, made(a=P, b=F), True),
        ({"failed": "0..3"}, made(a=P, b=F), True),
        ({"failed": "0..0"}, made(a=P, b=F), False),
        ({"failed": ">= 0"}, made(a=P, b=F), True),
        ({"failed": "1"}, made(a=P), False),
        ({"only_known": ["no"], "total": "2"}, made(a=P, b=F), True),
        ({"only_known": ["no"], "failed": "0"}, made(a=P, b=F), False),
        ({"only_known": ["other"], "failed": "<= 4"}, made(a=P, b=F), False),
        ({"skipped": "<= 1"}, made(a=P, b=S), True),
        ({"skipped": "0"}, made(a=P, b=S), False),
    ],
)
def test_expectations_add_to_that_everything_passes(
    bench: Bench, expect: dict[str, Any], report: TestReport, passes: bool
) -> None:
    bench.issues = {"no": IssueMatch((re.compile("no"),)), "other": IssueMatch((re.compile("other"),))}
    assert judge(bench, report, expect=expect).outcome == (P if passes else F)


def test_failures_that_were_there_in_the_baseline_are_tolerated_and_no_others(bench: Bench) -> None:
    bench.baseline["phase-1", "it", ""] = made(a=P, b=F)
    since: dict[str, Any] = {"no_regressions_since": "phase-1", "passed": ">= 1"}
    assert judge(bench, made(a=P, b=F), expect=since).outcome == P
    assert judge(bench, made(a=P, b=F, c=F), expect=since).details == (
        "new and failing since phase-1: found 1 test, expected none: t::c",
    )
    assert judge(bench, made(a=F, b=F), expect={**since, "failed": "<= 5", "passed": ">= 0"}).outcome == F


def test_a_failure_without_a_name_is_never_tolerated(bench: Bench) -> None:
    report = TestReport(made(a=P, b=F).cases, ("the report counts 2 failures, and names 1",))
    found = judge(bench, report, expect={"failed": "<= 5"})
    assert (found.outcome, found.details) == (F, ("failures without a name: the report counts 2 failures, and names 1",))


def test_nothing_but_skips_and_expected_failures_is_no_pass(bench: Bench) -> None:
    found = judge(bench, TestReport((TestCase("a", S), TestCase("b", S, "", "xfail"))))
    assert (found.outcome, found.summary) == (F, "0 of 2 passed, 1 skipped, 1 xfailed")


@pytest.mark.parametrize(
    ("before", "now", "line"),
    [
        ([made(a=P, b=F)], made(a=P), "gone since earlier results in this phase: found 1 test, expected none: t::b"),
        ([made(a=P, b=P), made(a=P)], made(a=P), "gone since earlier results in this phase: found 1 test, expected none: t::b"),
        (
            [made(a=P, b=P)],
            made(a=P, b=S),
            "now skipped since earlier results in this phase: found 1 test, expected none: t::b",
        ),
        ([made(a=P, b=S), made(a=P, b=P)], made(a=P, b=S), "now skipped since earlier results in this phase: found 1 test"),
        ([made(a=P)], made(a=P, b=S), "new and skipped since earlier results in this phase: found 1 test, expected none: t::b"),
        ([made(a=P, b=S)], made(a=P, b=S), ""),
        ([made(a=P, b=S)], made(a=P, b=P), ""),
        ([made(a=P)], made(a=P, b=P), ""),
        ([made(a=F)], made(a=P), ""),
        ([], made(a=P, b=S), ""),
    ],
)
def test_what_was_there_before_in_the_phase_stays(bench: Bench, before: list[TestReport], now: TestReport, line: str) -> None:
    bench.earlier = before
    found = judge(bench, now)
    assert found.outcome == (F if line else P)
    assert "".join(found.details).startswith(line)
    allowed = {"allow_gone": [{"tests": "t::b", "why": "x"}], "allow_skips": [{"tests": "t::*", "why": "x"}]}
    assert judge(bench, now, expect=allowed).outcome == P


def test_a_skip_that_the_baseline_has_needs_no_word(bench: Bench) -> None:
    bench.baseline["phase-1", "it", ""] = made(a=P, b=S)
    bench.earlier = [made(a=P)]
    assert judge(bench, made(a=P, b=S), expect={"no_regressions_since": "phase-1"}).outcome == P


def test_what_is_only_a_sign_of_a_fault_may_go_with_it(bench: Bench) -> None:
    bench.earlier = [
        TestReport(
            (
                TestCase("t::a", P),
                TestCase("s::(suite)", E, "collection"),
                TestCase("t::a #2", E, "teardown"),
                TestCase("test::client/x.test.js", F, "call"),
            )
        )
    ]
    assert judge(bench, made(a=P)).outcome == P
    assert judge(bench, made(a=P, b=F)).outcome == F


def test_tests_that_are_called_otherwise_keep_their_history(bench: Bench) -> None:
    bench.earlier = [made(a=P, b=P, gone=P)]
    rule = {"from": r"t::(.*)", "to": r"new.t::\1"}
    now = TestReport((TestCase("new.t::a", P), TestCase("new.t::b", F), TestCase("new.t::gone", P)))
    assert judge(bench, now, renamed=[rule]).details == ("failing tests: found 1, expected none",)
    found = judge(bench, TestReport((TestCase("new.t::a", P), TestCase("new.t::b", P))), renamed=[rule])
    assert "gone since earlier results in this phase: found 1 test, expected none: new.t::gone" in found.details[0]
    bench.baseline["phase-1", "it", ""] = made(a=P, b=P, gone=P)
    assert judge(bench, now, renamed=[rule], expect={"no_regressions_since": "phase-1"}).details == (
        "regressed since phase-1: found 1 test, expected none: new.t::b",
    )


def test_several_tests_that_become_one_are_no_new_name(bench: Bench) -> None:
    bench.earlier = [made(a=P, b=P)]
    found = judge(bench, made(one=P), renamed=[{"from": ".*", "to": "t::one"}])
    assert (found.outcome, found.details) == (F, ("renamed: t::a, t::b would all be t::one: found 2 tests, expected one",))


@pytest.mark.parametrize(
    "rule", [{"from": "(", "to": "x"}, {"from": "a", "to": r"\1"}, {"from": "a", "to": r"\g<x>"}, {"from": "a"}]
)
def test_a_renaming_that_cannot_be_read(rule: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        read("pytest", renamed=[rule])


def test_what_came_later_changes_no_definition_that_does_not_use_it() -> None:
    plain = read("pytest")
    assert "renamed" not in plain.meaning()
    assert plain.definition() != read("pytest", renamed=[{"from": "a", "to": "b"}]).definition()


def test_a_test_that_is_taken_away_in_a_phase_is_named(place: Place) -> None:
    place.phase("phase-1", "checks: [{id: s, kind: pytest, run: python -m pytest -q -p no:cacheprovider, inputs: ['*.py']}]\n")
    place.write("test_x.py", "def test_one(): pass\ndef test_two(): assert 0\n")
    place.write(".gitignore", "__pycache__/\n")
    place.commit()
    assert place.tracker("run", "1").code == 1
    place.write("test_x.py", "def test_one(): pass\n")
    place.commit()
    done = place.tracker("run", "1")
    assert (done.code, place.status()["phase-1"]["status"]) == (1, "failed")
    assert "gone since earlier results in this phase: found 1 test, expected none: test_x::test_two" in done.out
    place.write("test_x.py", "def test_one(): pass\ndef test_two(): pass\ndef test_three(): pass\n")
    place.commit()
    assert place.tracker("run", "1").code == 0, "tests that were mended or added are ordinary work"
