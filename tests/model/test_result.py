"""How a process ended, and totals that are always counted."""

from __future__ import annotations

import pytest

from tracker.model.log import Log
from tracker.model.result import ProcessResult, TestCase, TestReport
from tracker.model.status import BROKEN, DONE, Outcome, PhaseStatus

LOG = Log("l", "", 0, "", "")


@pytest.mark.parametrize(
    ("result", "ok", "words"),
    [
        (ProcessResult(0, None, False, 1.0, LOG), True, "exit 0"),
        (ProcessResult(3, None, False, 1.0, LOG), False, "exit 3"),
        (ProcessResult(None, 9, False, 1.0, LOG), False, "killed by signal 9"),
        (ProcessResult(None, 15, True, 2.04, LOG), False, "timed out after 2.0 s"),
        (ProcessResult(0, None, True, 2.0, LOG), False, "timed out after 2.0 s"),
        (ProcessResult(None, None, False, 0.0, LOG, "no such program"), False, "no such program"),
        (ProcessResult(0, None, False, 0.0, LOG, "its output could not be kept"), False, "its output could not be kept"),
    ],
)
def test_only_a_command_that_ended_by_itself_with_0_is_ok(result: ProcessResult, ok: bool, words: str) -> None:
    assert (result.ok, result.describe()) == (ok, words)


def test_totals_are_counted_case_by_case() -> None:
    outcomes = [Outcome.PASSED] * 3 + [Outcome.FAILED] * 2 + [Outcome.ERROR] + [Outcome.SKIPPED] * 4
    report = TestReport(tuple(TestCase(f"t::{n}", outcome) for n, outcome in enumerate(outcomes)))
    assert report.totals() == {"passed": 3, "failed": 2, "errors": 1, "skipped": 4, "total": 10}
    assert [case.id for case in report.broken()] == ["t::3", "t::4", "t::5"]
    assert TestReport().totals() == {"passed": 0, "failed": 0, "errors": 0, "skipped": 0, "total": 0}


def test_what_is_done_is_not_broken() -> None:
    assert not DONE & BROKEN
    waiting = {PhaseStatus.PENDING, PhaseStatus.READY, PhaseStatus.RUNNING, PhaseStatus.AWAITING_APPROVAL, PhaseStatus.PROVED}
    assert set(PhaseStatus) == DONE | BROKEN | waiting
