"""What the results of a test suite must be, and what of that they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.checking.bound import Bound
from tracker.checking.context import CheckContext
from tracker.checking.rules import Slug, Text
from tracker.checking.strict import Strict
from tracker.evidence.compare import compare
from tracker.evidence.matching import names as means
from tracker.model.ids import short_id
from tracker.model.result import TestReport
from tracker.model.status import Outcome

COUNTS = ("passed", "failed", "errors", "skipped", "total")
LISTED = 10
"""Names in one line."""


class Allowed(Strict):
    """Tests that may be skipped, or gone, although they were not before."""

    tests: Text
    """A test id `classname::name`, or a glob over ids."""
    why: Text


class SuiteExpect(Strict):
    """What the results must be. With nothing given: at least one test, none failed, no errors."""

    passed: Bound | None = None
    failed: Bound | None = None
    errors: Bound | None = None
    skipped: Bound | None = None
    total: Bound | None = None
    no_regressions_since: str = ""
    """A phase: nothing that passed in its newest results may fail, be skipped or be gone, and no new test may fail or be
    skipped."""
    baseline_check: Slug | None = None
    """The check of that phase whose results are meant, when it has another id."""
    resolves: tuple[Slug, ...] = ()
    """Issues that no failing test may match."""
    only_known: tuple[Slug, ...] = ()
    """Issues of which every failing test must match one."""
    allow_skips: tuple[Allowed, ...] = ()
    allow_gone: tuple[Allowed, ...] = ()


def unmet(expect: SuiteExpect, check: str, ctx: CheckContext, report: TestReport) -> tuple[list[str], list[str]]:
    """(what could not be found out, what is not as expected)."""
    totals = report.totals()
    found = [
        f"{name}: found {totals[name]}, expected {bound}"
        for name in COUNTS
        if (bound := getattr(expect, name)) is not None and not bound.holds(totals[name])
    ]
    allowed = any((expect.passed, expect.failed, expect.errors, expect.only_known, expect.no_regressions_since))
    if not allowed and (broken := report.broken()):
        found.append(f"failing tests: found {len(broken)}, expected none: {some(c.id for c in broken)}")
    found.extend(_unmet_issues(expect, ctx, report))
    missing: list[str] = []
    if expect.no_regressions_since:
        _regressions(expect, check, ctx, report, missing, found)
    return missing, found


def _unmet_issues(expect: SuiteExpect, ctx: CheckContext, report: TestReport) -> Iterator[str]:
    for name in expect.resolves:
        seen = [case.id for case in report.broken() if ctx.issues[name].covers(case)]
        if seen:
            yield f"{name}: found {len(seen)} failing tests that match it, expected none: {some(seen)}"
    if expect.only_known:
        known = [ctx.issues[name] for name in expect.only_known]
        strange = [case.id for case in report.broken() if not any(issue.covers(case) for issue in known)]
        if strange:
            yield f"unknown failures: found {len(strange)}, expected none: {some(strange)}"


def _regressions(
    expect: SuiteExpect, check: str, ctx: CheckContext, report: TestReport, missing: list[str], found: list[str]
) -> None:
    phase, name = expect.no_regressions_since, expect.baseline_check or check
    baseline = ctx.baseline(phase, name, ctx.variant)
    if baseline is None:
        where = f" for {ctx.variant.key}" if ctx.variant.cells else ""
        missing.append(
            f"{phase} has no recorded results of {name}{where} to compare with; "
            f"record them: tracker run {short_id(phase)} --check {name}"
        )
        return
    comparison = compare(baseline, report)
    broken = {case.id for case in report.broken()}
    skipped = {case.id for case in report.cases if case.outcome is Outcome.SKIPPED}
    worse = (
        ("regressed", comparison.regressed),
        ("gone", _not_allowed(comparison.gone, expect.allow_gone)),
        ("now skipped", _not_allowed(comparison.now_skipped, expect.allow_skips)),
        ("new and failing", [name for name in comparison.new if name in broken]),
        ("new and skipped", _not_allowed((name for name in comparison.new if name in skipped), expect.allow_skips)),
    )
    for what, names in worse:
        if names:
            found.append(f"{what} since {phase}: found {len(names)} tests, expected none: {some(names)}")


def _not_allowed(names: Iterable[str], allowed: Iterable[Allowed]) -> list[str]:
    return [name for name in names if why(name, allowed) is None]


def why(name: str, allowed: Iterable[Allowed]) -> str | None:
    """Why the plan allows this of a test; None when it does not."""
    return next((item.why for item in allowed if means(item.tests, name)), None)


def allowances(check: object) -> tuple[tuple[Allowed, ...], tuple[Allowed, ...]]:
    """(tests that may be skipped, tests that may be gone) by a check of the plan; none for other kinds."""
    expect = getattr(check, "expect", None)
    return (expect.allow_skips, expect.allow_gone) if isinstance(expect, SuiteExpect) else ((), ())


def some(names: Iterable[str]) -> str:
    """The first of these names, and how many more there are."""
    listed = sorted(names)
    more = f" and {len(listed) - LISTED} more" if len(listed) > LISTED else ""
    return ", ".join(listed[:LISTED]) + more
