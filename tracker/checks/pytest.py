"""A test suite run by pytest, judged by its JUnit report test by test."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field

from tracker.checks.base import CheckBase, OneOrMany, Slug, Strict
from tracker.checks.bound import Bound
from tracker.checks.command import could_not_run, request
from tracker.checks.context import CheckContext
from tracker.evidence.compare import compare
from tracker.evidence.limits import SECONDS_LIMIT, UnreadableReportError
from tracker.evidence.portable import portable
from tracker.evidence.reading import read_report
from tracker.model.ids import short_id
from tracker.model.result import Judgement, ProcessRequest, ProcessResult, TestReport
from tracker.model.status import Outcome

_COUNTS = ("passed", "failed", "errors", "skipped", "total")
_LISTED = 10
_NO_TESTS = 5
_MEANINGS = {2: "pytest was interrupted", 3: "pytest had an internal error", 4: "pytest was called wrongly"}
"""pytest's exit codes (docs.pytest.org, `pytest.ExitCode`) that say nothing about the tests."""


class AllowedSkip(Strict):
    """Tests that may be skipped although they were not before."""

    tests: Annotated[str, Field(min_length=1)]
    """A glob over `classname::name`."""
    why: Annotated[str, Field(min_length=1)]


class PytestExpect(Strict):
    """What the results must be. With nothing given: at least one test, none failed, no errors."""

    passed: Bound | None = None
    failed: Bound | None = None
    errors: Bound | None = None
    skipped: Bound | None = None
    total: Bound | None = None
    no_regressions_since: str = ""
    """A phase: nothing that passed in its newest results may fail, be skipped or be gone."""
    baseline_check: Slug | None = None
    """The check of that phase whose results are meant, when it has another id."""
    resolves: tuple[Slug, ...] = ()
    """Issues that no failing test may match."""
    only_known: tuple[Slug, ...] = ()
    """Issues of which every failing test must match one."""
    allow_skips: tuple[AllowedSkip, ...] = ()


class PytestCheck(CheckBase):
    """Runs pytest and judges each test.

    ```yaml
    id: suite
    kind: pytest
    run: python -m pytest tests -q
    matrix: {database: [sqlite, postgresql]}
    env: {DB_TYPE: "{{ database }}"}
    inputs: ["server/**/*.py", "tests/**/*.py"]
    expect: {total: 766, passed: ">= 648", no_regressions_since: phase-3, resolves: [missing-queue-position]}
    ```
    """

    kind: Literal["pytest"]
    run: OneOrMany = ("python -m pytest",)
    expect: PytestExpect = PytestExpect()

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command, told through the environment to write a report, so that any way of calling pytest will do."""
        ctx.scratch_files.folder("")
        options = f"{ctx.env.get('PYTEST_ADDOPTS', '')} --junitxml='{ctx.scratch}/junit.xml' -o junit_family=xunit1"
        return request(ctx, self.run, PYTEST_ADDOPTS=options.strip())

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when every expectation is met by the tests themselves."""
        assert done is not None
        if done.problem or done.timed_out or done.signal is not None:
            return could_not_run(done)
        if done.exit_code in _MEANINGS:
            return Judgement(Outcome.ERROR, f"{_MEANINGS[done.exit_code]} (exit {done.exit_code})")
        if not ctx.scratch_files.exists("junit.xml"):
            return Judgement(Outcome.ERROR, f"no report was written ({done.describe()})")
        try:
            report = portable(read_report(ctx.scratch_files.chunks("junit.xml", seconds=SECONDS_LIMIT)), ctx.files.root)
        except UnreadableReportError as error:
            return Judgement(Outcome.ERROR, f"the report is unreadable: {error.message}")
        return self._judge_report(ctx, report, done.exit_code)

    def _judge_report(self, ctx: CheckContext, report: TestReport, exit_code: int | None) -> Judgement:
        totals = report.totals()
        summary = _summary(totals)
        broken = totals["failed"] + totals["errors"]
        if not totals["total"]:
            return Judgement(Outcome.FAILED, "no tests were run", tests=report)
        if (exit_code == 0) != (broken == 0) or exit_code == _NO_TESTS:
            said = f"pytest ended with exit code {exit_code}, but its report has {broken} failed tests and errors"
            return Judgement(Outcome.ERROR, said, facts=totals, tests=report)
        missing, unmet = self._unmet(ctx, report, totals)
        if missing:
            return Judgement(Outcome.ERROR, f"{summary}; {missing[0]}", tuple(missing), totals, report)
        if unmet:
            return Judgement(Outcome.FAILED, summary, tuple(unmet), totals, report)
        return Judgement(Outcome.PASSED, summary, (), totals, report)

    def _unmet(self, ctx: CheckContext, report: TestReport, totals: dict[str, int]) -> tuple[list[str], list[str]]:
        """(what could not be found out, what is not as expected)."""
        expect = self.expect
        unmet = [
            f"{name}: found {totals[name]}, expected {bound}"
            for name in _COUNTS
            if (bound := getattr(expect, name)) is not None and not bound.holds(totals[name])
        ]
        allowed = any((expect.passed, expect.failed, expect.errors, expect.only_known, expect.no_regressions_since))
        if not allowed and (broken := report.broken()):
            unmet.append(f"failing tests: found {len(broken)}, expected none: {_some(c.id for c in broken)}")
        unmet.extend(self._unmet_issues(ctx, report))
        missing: list[str] = []
        if expect.no_regressions_since:
            self._regressions(ctx, report, missing, unmet)
        return missing, unmet

    def _unmet_issues(self, ctx: CheckContext, report: TestReport) -> Iterator[str]:
        for name in self.expect.resolves:
            seen = [case.id for case in report.broken() if ctx.issues[name].covers(case)]
            if seen:
                yield f"{name}: found {len(seen)} failing tests that match it, expected none: {_some(seen)}"
        if self.expect.only_known:
            known = [ctx.issues[name] for name in self.expect.only_known]
            strange = [case.id for case in report.broken() if not any(issue.covers(case) for issue in known)]
            if strange:
                yield f"unknown failures: found {len(strange)}, expected none: {_some(strange)}"

    def _regressions(self, ctx: CheckContext, report: TestReport, missing: list[str], unmet: list[str]) -> None:
        phase, check = self.expect.no_regressions_since, self.expect.baseline_check or self.id
        baseline = ctx.baseline(phase, check, ctx.variant)
        if baseline is None:
            where = f" for {ctx.variant.key}" if ctx.variant.cells else ""
            missing.append(
                f"{phase} has no recorded results of {check}{where} to compare with; "
                f"record them: tracker run {short_id(phase)} --check {check}"
            )
            return
        comparison = compare(baseline, report)
        skips = [name for name in comparison.now_skipped if not self._may_skip(name)]
        for what, names in (("regressed", comparison.regressed), ("gone", comparison.gone), ("now skipped", skips)):
            if names:
                unmet.append(f"{what} since {phase}: found {len(names)} tests, expected none: {_some(names)}")

    def _may_skip(self, name: str) -> bool:
        return any(fnmatchcase(name, allowed.tests) for allowed in self.expect.allow_skips)


def _summary(totals: dict[str, int]) -> str:
    parts = [f"{totals['passed']}/{totals['total']} passed"]
    for name, words in (("failed", "failed"), ("errors", "errors"), ("skipped", "skipped")):
        if totals[name]:
            parts.append(f"{totals[name]} {words}")
    return ", ".join(parts)


def _some(names: object) -> str:
    listed = sorted(names)  # type: ignore[call-overload]
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more
