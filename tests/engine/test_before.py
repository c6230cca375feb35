"""What results are compared with: seals since a phase, and what was found before in the same attempt."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import COMMIT, begun, check, phase, plan, result, situation
from tracker.engine.before import earlier_results, green_since
from tracker.journal import events as e
from tracker.model.ids import CheckKey, Variant
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.situation import Situation
from tracker.spec.phases import Phase

P, F = Outcome.PASSED, Outcome.FAILED
ONE, TWO, THREE = (phase(name, checks=[check("s", inputs=[])]) for name in "123")
NONE = Variant(())
REPORTS = {
    "first": TestReport((TestCase("a", P), TestCase("b", F))),
    "later": TestReport((TestCase("a", F), TestCase("b", P), TestCase("c", P))),
    "other": TestReport((TestCase("x", P),)),
}


def sealed(of: Phase, tests: str) -> list[e.Event]:
    return [*begun(of), *result(of, "s", tests=tests), e.PhaseCompleted(of.id, COMMIT, 1.0)]


def found(of: Phase, tests: str, outcome: str = "failed") -> list[e.Event]:
    return [*begun(of), *result(of, "s", outcome, tests=tests), e.PhaseFailed(of.id, "s", 1.0)]


def known(*stories: list[e.Event]) -> Situation:
    return replace(situation(plan(ONE, TWO, THREE), *stories), tests=REPORTS.get)


def green(where: Situation, of: str = "phase-1") -> dict[str, str]:
    report = green_since(where, of, "s", NONE)
    return {case.id: str(case.outcome) for case in report.cases} if report else {}


def test_green_in_any_seal_since() -> None:
    where = known(sealed(ONE, "first"), sealed(TWO, "later"))
    assert green(where) == {"a": "passed", "b": "passed", "c": "passed"}
    assert green(where, "phase-2") == {"a": "failed", "b": "passed", "c": "passed"}, "what was sealed before does not count"


def test_a_later_run_of_an_old_phase_moves_no_baseline() -> None:
    assert green(known(sealed(ONE, "first"), found(ONE, "other"))) == {"a": "passed", "b": "failed"}
    assert green(known(sealed(ONE, "first"), sealed(ONE, "other"))) == {"a": "passed", "b": "failed"}


def test_without_a_seal_the_newest_results_are_all_that_there_is() -> None:
    assert green(known(found(ONE, "first"), found(ONE, "later"))) == {"a": "failed", "b": "passed", "c": "passed"}
    assert green(known()) == {}


def test_another_check_or_variant_is_another_baseline() -> None:
    where = known(sealed(ONE, "first"))
    assert green_since(where, "phase-1", "t", NONE) is None
    assert green_since(where, "phase-1", "s", Variant((("db", "x"),))) is None


def test_seals_whose_evidence_is_gone_are_no_baseline() -> None:
    assert green(known(sealed(ONE, "first"), sealed(TWO, "not there"))) == {}


def earlier(where: Situation, of: str = "phase-1") -> list[TestReport]:
    return list(earlier_results(where, CheckKey(of, "s", "")))


def test_all_that_was_found_in_the_attempt_oldest_first() -> None:
    where = known(found(ONE, "first"), found(TWO, "other"), found(ONE, "later"), found(ONE, "first"))
    assert earlier(where) == [REPORTS["first"], REPORTS["later"]]
    assert earlier(where, "phase-3") == []


def test_what_was_handed_in_is_not_the_check_s_own() -> None:
    given = e.ResultsRecorded("phase-1", "s", {}, "other", "CI", "x.xml", "0", "A")
    assert earlier(known([given], found(ONE, "first"))) == [REPORTS["first"]]


def test_a_phase_that_was_reopened_begins_anew() -> None:
    where = known(sealed(ONE, "first"), [e.PhaseReopened("phase-1", "again")], found(ONE, "later"))
    assert earlier(where) == [REPORTS["later"]]
    assert green(where) == {"a": "passed", "b": "failed"}, "its seal stays"
