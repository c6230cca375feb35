"""Test results by phase: what was measured, what is claimed, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.evidence.clusters import cluster
from tracker.model.ids import short_id
from tracker.model.result import TestReport
from tracker.model.status import Outcome
from tracker.spec.claims import Claim, ClaimedResult, ClaimedTests
from tracker.spec.phases import Phase
from tracker.state import ElsewhereRecord
from tracker.views.comparisons import OneOnly, Since, only_in_one, since_last
from tracker.views.lookup import Cell, Lookup, phase_name
from tracker.views.recorded import REDEFINED
from tracker.views.ticks import Tick
from tracker.views.trend import told_for
from tracker.views.wording import claim_words, percent

MISSING = "not stated"


@dataclass(frozen=True, slots=True)
class Total:
    """One row of totals."""

    label: str
    """What the row is about."""
    basis: str
    """`measured`, `made elsewhere` or `claimed`."""
    passed: str
    """How many tests passed."""
    failed: str
    """How many failed."""
    errors: str
    """How many broke down."""
    skipped: str
    """How many were skipped."""
    total: str
    """How many there were."""
    rate: str
    """The share that passed."""
    source: str
    """The run, or whose word it is."""


@dataclass(frozen=True, slots=True)
class FailingTests:
    """The failing tests of one variant."""

    label: str
    """The variant."""
    run: str
    """The run of the results."""
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Issue (or words for none) and its test ids."""
    count: int
    """How many they are."""
    clusters: tuple[tuple[int, str], ...] = ()
    """How many failures have which signature, the most first."""


@dataclass(frozen=True, slots=True)
class PhaseResults:
    """What is known about one phase's checks."""

    heading: str
    """The phase, as a heading."""
    status: str
    """Its status."""
    mark: str
    """The sign of its status."""
    checklist: tuple[Tick, ...]
    """Its checks and criteria, ticked where they are met."""
    claimed: tuple[ClaimedResult, ...]
    """What was reported."""
    claimed_by: str
    """Where that report comes from."""
    totals: tuple[Total, ...]
    """Totals of test runs."""
    failing: tuple[FailingTests, ...]
    """The failing tests by variant."""
    since: tuple[Since, ...]
    """What became of the tests since the results before."""
    only: tuple[OneOnly, ...]
    """Tests that fail in one variant only."""
    trend: tuple[tuple[str, str], ...]
    """Check → what became of its counts up to this phase: `passed 563 → 648; failed 89 → 4`."""


def results_file(lookup: Lookup) -> str:
    """The document that has the test results and not the phases; else the first that has them; else nothing."""
    having = [d for d in lookup.settings.documents if "test-results" in d.sections]
    own = [d for d in having if "phases" not in d.sections]
    return (own or having)[0].path if having else ""


def has_results(lookup: Lookup, phase: Phase) -> bool:
    """Whether there is anything to show."""
    claim = phase.claimed
    return any(c.newest or c.elsewhere for c in lookup.cells_of(phase)) or (
        claim is not None and bool(claim.results or claim.tests)
    )


def phase_results(lookup: Lookup, phase: Phase) -> PhaseResults:
    """One phase's checks, ticked by their results, and its totals."""
    cells = lookup.cells_of(phase)
    run = [cell for cell in cells if cell.record is not None]
    status, mark = _status(phase, list(cells), run)
    claim = phase.claimed
    return PhaseResults(
        f"{phase_name(phase.id)} Test Results",
        status,
        mark,
        tuple(check_line(lookup, cell) for cell in cells),
        claimed_checklist(claim) if claim else (),
        claim.source if claim else "",
        tuple(_totals(lookup, phase)),
        tuple(x for cell in run if (x := _failing(lookup, cell)) is not None),
        tuple(since_last(lookup, phase)),
        tuple(only_in_one(lookup, phase)),
        trend_lines(lookup, phase),
    )


def trend_lines(lookup: Lookup, phase: Phase) -> tuple[tuple[str, str], ...]:
    """For each check of a phase whose counts have moved by then, from phases before it as well."""
    found = ((cell.title, list(told_for(lookup.trend, cell.key.name, phase.id))) for cell in lookup.cells_of(phase))
    return tuple((title, "; ".join(f"{figure} {words}" for figure, words in told)) for title, told in found if told)


def _status(phase: Phase, cells: list[Cell], run: list[Cell]) -> tuple[str, str]:
    outdated = [cell for cell in cells if cell.former]
    if not run and not outdated:
        source = claim_words(phase.claimed.source, phase.claimed.date) if phase.claimed else ""
        how = f"; `tracker run {short_id(phase.id)}` will measure it" if cells else "; the plan has no checks for it"
        return f"Claimed by {source}, not measured here{how}", "info"
    date = max(cell.newest.at for cell in cells if cell.newest)[:10]
    passed = sum(cell.passed for cell in cells)
    more = f", {len(outdated)} under another definition" if outdated else ""
    words = f"{passed} of {len(cells)} checks passed{more} (newest result: {date})"
    return words, "done" if passed == len(cells) else "warn" if passed + len(outdated) == len(cells) else "bad"


def check_line(lookup: Lookup, cell: Cell) -> Tick:
    """A check in one variant, ticked by its newest result."""
    if cell.former is not None:
        return Tick(cell.title, "bad" if cell.former.outcome in {Outcome.FAILED, Outcome.ERROR} else "warn", cell.outdated)
    if cell.record is None:
        return Tick(cell.title, "waiting", "not run yet")
    event, report = cell.record.event, lookup.report(cell.record.event)
    text, found = (f"{cell.title}: {score(report)}", rest(report)) if report else (cell.title, event.summary)
    where = cell.where
    mark = {"passed": "done", "unknown": "paused", "skipped": "skipped"}.get(event.outcome, "bad")
    return Tick(text, mark, f"{found}{where}, {cell.record.at[:10]}")


def claimed_title(tests: ClaimedTests) -> str:
    """What a claimed test run is called."""
    return tests.title or f"Test suite ({', '.join(tests.variant.values()) or 'all'})"


def claimed_checklist(claim: Claim) -> tuple[ClaimedResult, ...]:
    """What a claim says was ticked off; where it has no such list, its results."""
    scores = tuple(ClaimedResult(text=f"{claimed_title(tests)}: {claimed_score(tests)}") for tests in claim.tests)
    return (*(ClaimedResult(text=text) for text in claim.checklist), *scores) if claim.checklist else claim.results


def claimed_score(tests: ClaimedTests) -> str:
    """The same for a claim, in its own style: `563/766 passed (73.5%)`."""
    return f"{tests.passed}/{tests.total} passed ({percent(tests.passed, tests.total)})"


def rest(report: TestReport) -> str:
    """What did not pass: `89 failed, 1 error, 15 skipped`."""
    return report.words().partition(", ")[2] or "nothing failed"


def score(report: TestReport) -> str:
    """`563 of 766 passed (73.5%)`."""
    totals = report.totals()
    return f"{totals['passed']} of {totals['total']} passed ({percent(totals['passed'], totals['total'])})"


def _totals(lookup: Lookup, phase: Phase) -> list[Total]:
    claims = list(phase.claimed.tests) if phase.claimed else []
    rows: list[Total] = []
    for cell in lookup.cells_of(phase):
        made = cell.newest
        report = lookup.report(made.event) if made else None
        if made and report is not None:
            where = f"run `{made.run}`{cell.where}, {made.at[:10]}"
            where += f"; since then {REDEFINED}" if cell.former else ""
            rows.append(_measured(cell.title, report, where))
        given = lookup.report(cell.elsewhere.event) if cell.elsewhere else None
        if cell.elsewhere and given is not None:
            rows.append(replace(_measured(cell.title, given, _given_by(cell.elsewhere)), basis="made elsewhere"))
    source = phase.claimed.source if phase.claimed else ""
    rows.extend(_claimed(tests, source) for tests in claims)
    return rows


def _given_by(record: ElsewhereRecord) -> str:
    at = f", said to be at `{record.event.commit[:7]}`" if record.event.commit else ""
    return f"{record.event.source}{at}, handed in {record.at[:10]}"


def _measured(label: str, report: TestReport, where: str) -> Total:
    n = report.totals()
    return Total(
        label=label,
        basis="measured",
        passed=str(n["passed"]),
        failed=str(n["failed"]),
        errors=str(n["errors"]),
        skipped=str(n["skipped"]),
        total=str(n["total"]),
        rate=percent(n["passed"], n["total"]),
        source=where,
    )


def _claimed(tests: ClaimedTests, source: str) -> Total:
    return Total(
        label=", ".join(tests.variant.values()) or "all",
        basis="claimed",
        passed=str(tests.passed),
        failed=_stated(tests.failed),
        errors=_stated(tests.errors),
        skipped=_stated(tests.skipped),
        total=str(tests.total),
        rate=percent(tests.passed, tests.total),
        source=source,
    )


def _stated(figure: int | None) -> str:
    return MISSING if figure is None else str(figure)


def _failing(lookup: Lookup, cell: Cell) -> FailingTests | None:
    assert cell.record is not None
    groups = lookup.failing(cell.record.event)
    titles = {issue.id: issue.title for issue in lookup.settings.issues}
    named = tuple(
        (titles.get(name, "No known issue"), tuple(case.id for case in cases)) for name, cases in groups.items() if cases
    )
    count = sum(len(ids) for _, ids in named)
    clusters = tuple((c.count, c.title) for c in cluster(case for cases in groups.values() for case in cases))
    return FailingTests(cell.title, cell.record.run, named, count, clusters) if count else None
