"""What every check of a test suite shares: its expectations, and how a report is judged test by test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from tracker.checking.base import CheckBase
from tracker.checking.context import CheckContext
from tracker.checking.repeat import left_behind
from tracker.checking.suite_expect import LISTED, SuiteExpect, unmet
from tracker.model.result import Judgement, TestReport
from tracker.model.status import Outcome


class SuiteCheck(CheckBase):
    """A check that yields test results."""

    RUNNER: ClassVar[str] = "the command"
    """What ends with the exit code, in messages."""
    NO_TESTS: ClassVar[int | None] = None
    """The exit code by which it says that there was no test; None when it has none."""

    expect: SuiteExpect = SuiteExpect()

    def meaning(self) -> dict[str, Any]:
        """A field that came later changes nothing for a check that does not use it."""
        found = super().meaning()
        if not self.expect.allow_gone:
            del found["expect"]["allow_gone"]
        return found

    def judge_report(self, ctx: CheckContext, report: TestReport, exit_code: int | None) -> Judgement:
        """Passed when every expectation is met by the tests themselves, and the exit code says the same."""
        totals = report.totals()
        summary = _summary(totals)
        broken = totals["failed"] + totals["errors"]
        if not totals["total"]:
            return Judgement(Outcome.FAILED, "no tests were run", tests=report)
        if (exit_code == 0) != (broken == 0) or exit_code == self.NO_TESTS:
            said = f"{self.RUNNER} ended with exit code {exit_code}, but its report has {broken} failed tests and errors"
            return Judgement(Outcome.ERROR, said, facts=totals, tests=report)
        if totals["skipped"] == totals["total"]:
            return Judgement(Outcome.FAILED, f"every one of the {totals['total']} tests was skipped", (), totals, report)
        missing, failing = unmet(self.expect, self.id, ctx, report)
        if missing:
            return Judgement(Outcome.ERROR, f"{summary}; {missing[0]}", tuple(missing), totals, report)
        if failing:
            return Judgement(Outcome.FAILED, summary, tuple(failing), totals, report)
        return Judgement(Outcome.PASSED, summary, (), totals, report)


def with_leftovers(ctx: CheckContext, judgement: Judgement) -> Judgement:
    """With the files that appeared or changed in the work tree while the tests ran."""
    left = left_behind(ctx)
    if not left:
        return judgement
    return replace(judgement, facts={**judgement.facts, "files_left": len(left), "left": ", ".join(left[:LISTED])})


def _summary(totals: dict[str, int]) -> str:
    parts = [f"{totals['passed']}/{totals['total']} passed"]
    for name, words in (("failed", "failed"), ("errors", "errors"), ("skipped", "skipped")):
        if totals[name]:
            parts.append(f"{totals[name]} {words}")
    return ", ".join(parts)
