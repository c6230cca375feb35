"""What every check of a test suite shares: its expectations, and how a report is judged test by test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from tracker.checking import doubts
from tracker.checking.commanded import Commanded
from tracker.checking.context import CheckContext
from tracker.checking.doubts import Doubt
from tracker.checking.proves import Proves, disproved, unproved
from tracker.checking.renamed import Renamed
from tracker.checking.repeat import left_behind
from tracker.checking.suite_expect import COUNTS, LISTED, SuiteExpect, to_blame, tolerates, unmet
from tracker.checking.words import Reference, bound_words
from tracker.evidence.endings import UNKNOWN
from tracker.model.ids import short_id
from tracker.model.ports import Files
from tracker.model.result import Judgement, TestReport
from tracker.model.status import Outcome


class SuiteCheck(Commanded):
    """A check that yields test results."""

    RUNNER: ClassVar[str] = "the command"
    """What ends with the exit code, in messages."""
    NO_TESTS: ClassVar[int | None] = None
    """The exit code by which it says that there was no test; None when it has none."""

    expect: SuiteExpect = SuiteExpect()
    """What the results must be, on top of this: at least one test passes, and none fails.

    Example: {passed: ">= 120", no_regressions_since: phase-3}
    """
    renamed: tuple[Renamed, ...] = ()
    """Tests that had other ids in earlier results.

    Example: [{from: 'tests\\.old\\.(.*)', to: 'tests.new.\\1'}]
    """

    proves: Proves | None = None
    """What shows that a variant is what it is called.

    Example: {property: database, equals: "{{ database }}"}
    """

    def meaning(self) -> dict[str, Any]:
        """A field that came later changes nothing for a check that does not use it."""
        found = super().meaning()
        if not self.expect.allow_gone:
            del found["expect"]["allow_gone"]
        if not self.renamed:
            del found["renamed"]
        if self.proves is None:
            del found["proves"]
        return found

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Counts, what it is compared with, issues, and what is allowed."""
        expect = self.expect
        counts = {name: getattr(expect, name) for name in ("total", *COUNTS[:-1])}
        yield from (f"{name}: {bound_words(bound)}" for name, bound in counts.items() if bound is not None)
        if expect.no_regressions_since:
            since = short_id(expect.no_regressions_since)
            yield f"no test that passed in phase {since} fails, is skipped or is gone"
        yield from self.own_words()
        if expect.resolves:
            yield f"no test still fails because of: {', '.join(titles[name] for name in expect.resolves)}"
        if expect.only_known:
            yield f"tests fail only because of: {', '.join(titles[name] for name in expect.only_known)}"
        if not (expect.only_known or expect.no_regressions_since):
            tolerated = tolerates(expect.failed), tolerates(expect.errors)
            strict = ("none fails", "none has an error")
            kept = [words for words, may in zip(strict, tolerated, strict=True) if not may]
            yield ", ".join(("at least one test passes", *kept))
        if self.proves is not None:
            yield f"{self.proves.property or self.proves.output} is `{self.proves.equals}`"
        yield "no test that was there before in this phase is gone or skipped"
        yield from (f"`{skip.tests}` may be skipped: {skip.why}" for skip in expect.allow_skips)
        yield from (f"`{gone.tests}` may be gone: {gone.why}" for gone in expect.allow_gone)

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """Counts that every number is within."""
        del files
        for name in COUNTS:
            bound = getattr(self.expect, name)
            if doubts.of_bound(bound):
                yield Doubt(("expect", name), f"every number of tests is {bound}")

    def own_words(self) -> Iterator[str]:
        """What one kind of suite expects and the others do not."""
        return iter(())

    def references(self) -> Iterator[Reference]:
        """The baseline, and the issues."""
        expect, since = self.expect, self.expect.no_regressions_since
        if since:
            field = "baseline_check" if expect.baseline_check else "no_regressions_since"
            yield Reference(("expect", "no_regressions_since"), "phase", since)
            yield Reference(("expect", field), "check", expect.baseline_check or self.id, since)
        for field, names in (("resolves", expect.resolves), ("only_known", expect.only_known)):
            yield from (Reference(("expect", field, place), "issue", name) for place, name in enumerate(names))

    def issues_resolved(self) -> tuple[str, ...]:
        """Those that no failing test may match."""
        return self.expect.resolves

    def issues_named(self) -> tuple[str, ...]:
        """With those that failing tests may match."""
        return self.expect.resolves + self.expect.only_known

    def compared_with(self) -> str:
        """The phase since which nothing may be worse."""
        return self.expect.no_regressions_since

    def proved(self, ctx: CheckContext, judgement: Judgement, text: str) -> Judgement:
        """The judgement, unless a variant that would pass does not show that it is what it is called."""
        if judgement.outcome is not Outcome.PASSED or judgement.tests is None:
            return judgement
        if self.proves is None:
            said, outcome = unproved(ctx), Outcome.ERROR
        else:
            said, outcome = disproved(self.proves, ctx, judgement.tests.properties, text), Outcome.FAILED
        if not said:
            return judgement
        return replace(judgement, outcome=outcome, summary=f"{judgement.summary}; {said.partition(':')[0]}", details=(said,))

    def judge_report(self, ctx: CheckContext, report: TestReport, exit_code: int | None, **besides: int) -> Judgement:
        """Passed when every expectation is met by the tests themselves; otherwise with what caused the failures.

        `besides` is what the runner counts and no report has, such as `deselected=2`.
        """
        judgement = self._judge_report(ctx, report, exit_code, **besides)
        if judgement.outcome is Outcome.PASSED or not report.broken():
            return judgement
        from tracker.evidence.causes import causes  # only what groups failures needs it: `status` reads every plan without

        return replace(judgement, causes=causes(to_blame(self.expect, self.id, ctx, report, self.renamed)))

    def _judge_report(self, ctx: CheckContext, report: TestReport, exit_code: int | None, **besides: int) -> Judgement:
        """Passed when every expectation is met, and the exit code says the same."""
        totals = report.totals()
        summary = report.words(**besides)
        facts = {**totals, **report.expected_failures(), **{name: number for name, number in besides.items() if number}}
        broken = totals["failed"] + totals["errors"]
        if not totals["total"]:
            return Judgement(Outcome.FAILED, "no tests were run", tests=report)
        if strange := [f"{case.id}: {case.message}" for case in report.cases if case.type == UNKNOWN]:
            return Judgement(Outcome.ERROR, f"{summary}; {strange[0]}", tuple(strange[:LISTED]), facts, report)
        if (exit_code == 0) != (broken == 0) or exit_code == self.NO_TESTS:
            said = f"{self.RUNNER} ended with exit code {exit_code}, but its report has {broken} failed tests and errors"
            return Judgement(Outcome.ERROR, said, report.unnamed, facts, report)
        if totals["skipped"] == totals["total"]:
            return Judgement(Outcome.FAILED, summary, ("found no test that passed, expected at least one",), facts, report)
        missing, failing = unmet(self.expect, self.id, ctx, report, self.renamed)
        if missing:
            return Judgement(Outcome.ERROR, f"{summary}; {missing[0]}", tuple(missing), facts, report)
        if failing:
            said = summary if broken else f"{summary}; {failing[0].partition(' (')[0]}"
            return Judgement(Outcome.FAILED, said, tuple(failing), facts, report)
        return Judgement(Outcome.PASSED, summary, (), facts, report)


def with_leftovers(ctx: CheckContext, judgement: Judgement) -> Judgement:
    """With the files that appeared or changed in the work tree while the tests ran."""
    left = left_behind(ctx)
    if not left:
        return judgement
    return replace(judgement, facts={**judgement.facts, "files_left": len(left), "left": ", ".join(left[:LISTED])})
