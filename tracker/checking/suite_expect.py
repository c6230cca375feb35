"""What the results of a test suite must be, and what of that they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.checking.bound import Bound
from tracker.checking.context import CheckContext
from tracker.checking.renamed import Renamed, renamed_ids, several_become_one
from tracker.checking.rules import Slug, Text
from tracker.checking.strict import Strict
from tracker.evidence.compare import compare
from tracker.evidence.matching import names as means
from tracker.model.ids import short_id
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

COUNTS = ("passed", "failed", "errors", "skipped", "total")
LISTED = 10
"""Names in one line."""


class Allowed(Strict):
    """Tests that may be skipped, or gone, although they were not before."""

    tests: Text
    """A test id `classname::name`, or a glob over ids.

    Example: tests.test_mail::*
    """
    why: Text
    """The reason, which is shown wherever the allowance is.

    Example: The mail server is gone since phase 2
    """


class SuiteExpect(Strict):
    """What the results must be, besides that at least one test passes and every other that ran does, too."""

    passed: Bound | None = None
    """How many tests must pass.

    Example: ">= 120"
    """
    failed: Bound | None = None
    """How many tests may fail. A bound that admits more than zero tolerates that many.

    Example: "<= 4"
    """
    errors: Bound | None = None
    """How many tests may break down, outside of their assertions. A bound that admits more than zero tolerates that
    many.

    Example: 0
    """
    skipped: Bound | None = None
    """How many tests may be skipped, expected failures included.

    Example: "<= 14"
    """
    total: Bound | None = None
    """How many tests there must be.

    Example: 766
    """
    no_regressions_since: str = ""
    """A phase. What was green in its seal, or in that of any phase since, may not fail, be skipped or be gone, and no
    new test may fail or be skipped. What failed there already may fail.

    Example: phase-3
    """
    baseline_check: Slug | None = None
    """The check of that phase whose results are meant, when it has another id.

    Example: full-suite
    """
    resolves: tuple[Slug, ...] = ()
    """Issues that no failing test may match.

    Example: [missing-queue-position]
    """
    only_known: tuple[Slug, ...] = ()
    """Issues of which every failing test must match one; those tests may fail.

    Example: [column-case]
    """
    allow_skips: tuple[Allowed, ...] = ()
    """Tests that may be skipped although they were not before.

    Example: [{tests: "tests.test_mail::*", why: The mail server is gone}]
    """
    allow_gone: tuple[Allowed, ...] = ()
    """Tests that may be gone although they were there before.

    Example: [{tests: "tests.test_v1::*", why: The first API is retired}]
    """


def unmet(
    expect: SuiteExpect, check: str, ctx: CheckContext, report: TestReport, renamed: tuple[Renamed, ...] = ()
) -> tuple[list[str], list[str]]:
    """(what could not be found out, what is not as expected)."""
    totals = report.totals()
    found = [
        f"{name}: found {totals[name]}, expected {bound}"
        for name in COUNTS
        if (bound := getattr(expect, name)) is not None and not bound.holds(totals[name])
    ]
    if broken := _not_tolerated(expect, report):
        found.append(f"failing tests: found {len(broken)}, expected none")
    found.extend(f"failures without a name: {line}" for line in report.unnamed)
    found.extend(_unmet_issues(expect, ctx, report))
    missing: list[str] = []
    told: set[str] = set()
    base: set[str] = set()
    if expect.no_regressions_since:
        told, base = _regressions(expect, check, ctx, report, renamed, missing, found)
    found.extend(_since_earlier(expect, ctx, report, renamed, told, base))
    return missing, found


def to_blame(
    expect: SuiteExpect, check: str, ctx: CheckContext, report: TestReport, renamed: tuple[Renamed, ...] = ()
) -> list[TestCase]:
    """The failing tests that speak against a report; all of them where no single one does, as when a count is missed."""
    broken = report.broken()
    found = _not_tolerated(expect, report)
    found += [case for name in expect.resolves for case in broken if ctx.issues[name].covers(case)]
    if expect.only_known:
        known = [ctx.issues[name] for name in expect.only_known]
        found += [case for case in broken if not any(issue.covers(case) for issue in known)]
    since = expect.no_regressions_since
    baseline = ctx.baseline(since, expect.baseline_check or check, ctx.variant) if since else None
    if baseline is not None:
        before = {case.id for case in lasting(renamed_ids(renamed, baseline)).broken()}
        found += [case for case in broken if case.id not in before]
    return list({case.id: case for case in found}.values()) or list(broken)


def _not_tolerated(expect: SuiteExpect, report: TestReport) -> list[TestCase]:
    """Failing tests that nothing in the plan says may fail. The lines about issues and the baseline tell of theirs."""
    if expect.only_known or expect.no_regressions_since:
        return []
    may = {Outcome.FAILED: tolerates(expect.failed), Outcome.ERROR: tolerates(expect.errors)}
    return [case for case in report.broken() if not may[case.outcome]]


def tolerates(bound: Bound | None) -> bool:
    """Whether a bound on failures admits any: `<= 4` does, `0` does not. How many is for the bound itself to say."""
    return bound is not None and (bound.upper if bound.upper is not None else 0 if _only_zero(bound) else 1) > 0


def _only_zero(bound: Bound) -> bool:
    return (bound.relation in ("", "<=") and bound.limit <= 0) or (bound.relation == "<" and bound.limit <= 1)


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
    expect: SuiteExpect, check: str, ctx: CheckContext, report: TestReport, renamed: tuple[Renamed, ...],
    missing: list[str], found: list[str],
) -> tuple[set[str], set[str]]:  # fmt: skip
    """Add what is worse than in the baseline: (the tests that this tells of, those that are skipped there)."""
    phase, name = expect.no_regressions_since, expect.baseline_check or check
    baseline = ctx.baseline(phase, name, ctx.variant)
    if baseline is None:
        where = f" for {ctx.variant.key}" if ctx.variant.cells else ""
        missing.append(
            f"{phase} has no recorded results of {name}{where} to compare with; "
            f"record them: tracker run {short_id(phase)} --check {name}"
        )
        return set(), set()
    found.extend(several_become_one(renamed, baseline))
    comparison = compare(lasting(renamed_ids(renamed, baseline)), report)
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
            found.append(f"{what} since {phase}: found {tests(names)}, expected none: {some(names)}")
    told = {name for _, names in worse for name in names}
    return told, {case.id for case in baseline.cases if case.outcome is Outcome.SKIPPED}


def _since_earlier(
    expect: SuiteExpect, ctx: CheckContext, report: TestReport, renamed: tuple[Renamed, ...], told: set[str], base: set[str]
) -> Iterator[str]:
    """What is not there any more, or skipped, and was not so in this phase before; `told` is what is known of by now."""
    earlier = ctx.earlier()
    if not earlier:
        return
    yield from dict.fromkeys(line for found in earlier for line in several_become_one(renamed, found))
    before = [lasting(renamed_ids(renamed, found)) for found in earlier]
    now = {case.id: case.outcome for case in report.cases}
    ran = {case.id for found in before for case in found.cases if case.outcome is not Outcome.SKIPPED}
    seen = {case.id for found in before for case in found.cases}
    at_first = {case.id for case in before[0].cases if case.outcome is Outcome.SKIPPED}
    skipped = [name for name, outcome in now.items() if outcome is Outcome.SKIPPED]
    lines = (
        ("gone", [name for name in seen if name not in now and name not in told], "allow_gone"),
        ("now skipped", [name for name in skipped if name in ran and name not in told], "allow_skips"),
        ("new and skipped", [name for name in skipped if name not in ran | at_first | base | told], "allow_skips"),
    )
    for what, names, key in lines:
        if names := _not_allowed(names, getattr(expect, key)):
            said = f"{what} since earlier results in this phase: found {tests(names)}, expected none: {some(names)}"
            yield f"{said} (what may be so is named in `expect: {key}`, with a reason)"


def lasting(report: TestReport) -> TestReport:
    """Without what a report has only because something broke down: a suite that could not be collected, a second entry for what
    failed while it was cleaned up. These go when the fault does.
    """
    return TestReport(tuple(case for case in report.cases if not _stands_for_a_fault(case)))


def _stands_for_a_fault(case: TestCase) -> bool:
    if case.outcome not in (Outcome.FAILED, Outcome.ERROR):
        return False
    again = case.stage == "teardown" and " #" in case.id
    name = case.id.rpartition("::")[2]
    file = "/" in name and name.rpartition("/")[2].rpartition(".")[2] in _SCRIPTS
    return case.stage == "collection" or again or file


_SCRIPTS = frozenset({"js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx"})
"""node gives a file that cannot be loaded as a test with the file's name."""


def _not_allowed(names: Iterable[str], allowed: Iterable[Allowed]) -> list[str]:
    return [name for name in names if why(name, allowed) is None]


def why(name: str, allowed: Iterable[Allowed]) -> str | None:
    """Why the plan allows this of a test; None when it does not."""
    return next((item.why for item in allowed if means(item.tests, name)), None)


def allowances(check: object) -> tuple[tuple[Allowed, ...], tuple[Allowed, ...]]:
    """(tests that may be skipped, tests that may be gone) by a check of the plan; none for other kinds."""
    expect = getattr(check, "expect", None)
    return (expect.allow_skips, expect.allow_gone) if isinstance(expect, SuiteExpect) else ((), ())


def tests(names: Iterable[str]) -> str:
    """`1 test`, `3 tests`."""
    number = len(list(names))
    return f"{number} test{'s' if number != 1 else ''}"


def some(names: Iterable[str]) -> str:
    """The first of these names, and how many more there are."""
    listed = sorted(names)
    more = f" and {len(listed) - LISTED} more" if len(listed) > LISTED else ""
    return ", ".join(listed[:LISTED]) + more
