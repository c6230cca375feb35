"""Known problems with what evidence says about them: how many tests each breaks, where, and whether it is gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.checking.words import listed
from tracker.journal.events import CheckFinished
from tracker.model.ids import CheckKey, short_id
from tracker.model.result import TestCase
from tracker.spec.known import Issue
from tracker.state import CheckRecord, ElsewhereRecord, Newest
from tracker.state.places import where_of
from tracker.views.lookup import Cell, Lookup, phase_name
from tracker.views.sightings import once_failing, out_of_sight
from tracker.views.wording import plural

PRIORITIES = {"critical": "Priority 1", "important": "Priority 2", "minor": "Priority 3", "pre-existing": "Low priority"}
"""Severity → how urgent it is, in words."""
_FIGURE = re.compile(r"(\d+)(?:\s*[-\u2013]\s*(\d+))?(\+)?")


@dataclass(frozen=True, slots=True)
class Sighting:
    """The newest test results of one variant, as far as they concern one issue."""

    label: str
    """The variant's values, or the check's id when it has no matrix."""
    key: CheckKey
    """Which check and variant it is."""
    run: str
    """The run of the results."""
    at: str
    """When they were recorded."""
    where: str
    """The commit that has what was tested, in words."""
    tests: str
    """sha256 of the test results."""
    cases: tuple[TestCase, ...]
    """The failing tests that belong to the issue."""


@dataclass(frozen=True, slots=True)
class IssueView:
    """One known problem."""

    number: int
    """Its number in the plan."""
    issue: Issue
    """The issue as the plan has it."""
    resolved: bool
    """Whether a check shows that it is gone."""
    open: bool
    """Its newest results show it, or hide it, or nothing has counted it yet."""
    affected: str
    """How many tests it breaks, measured and claimed."""
    status: str
    """Where it stands, in words."""
    sightings: tuple[Sighting, ...]
    """What the newest results say of it."""
    fixed_in: tuple[str, ...]
    """Names of the phases that are to fix it."""
    estimate: str
    """How long the fix may take."""


def issue_view(lookup: Lookup, number: int, issue: Issue) -> IssueView:
    """One issue; `number` is its place in the plan, from 1."""
    naming = [c for c in lookup.cells if issue.id in c.check.issues_named()]
    seeing = lookup.seeing[issue.id]
    keys = {cell.key for cell in naming} | seeing
    sightings = newest_sightings(lookup, [cell for cell in lookup.cells if cell.key in keys], issue.id)
    fixers = [cell for cell in lookup.cells if issue.id in cell.check.issues_resolved()]
    proved = bool(fixers) and all(cell.passed for cell in fixers)
    gone = bool(sightings) and not any(sighting.cases for sighting in sightings)
    once = once_failing(lookup, issue.id, keys)
    newest = {sighting.key for sighting in sightings}
    hidden = _hidden(lookup, [cell for cell in lookup.cells if cell.key in newest], once)
    resolved = gone and not hidden and (proved or bool(seeing) or any(once.values()))
    phases = tuple(dict.fromkeys(c.phase.id for c in fixers)) or tuple(
        phase.id for phase in lookup.graph.phases.values() if issue.id in phase.issues and not lookup.done(phase.id)
    )
    return IssueView(
        number,
        issue,
        resolved,
        not resolved and (not sightings or bool(hidden) or not gone),
        _affected(issue, sightings, once_measured=any(cell.former for cell in lookup.cells if cell.key in keys)),
        _status(issue, sightings, [cell.phase.id for cell in naming], resolved=resolved, hidden=hidden),
        sightings,
        tuple(phase_name(x) for x in phases),
        issue.estimate.words if issue.estimate else "",
    )


def report_of(lookup: Lookup, cell: Cell) -> CheckRecord | None:
    """A check's newest result, when it has test results."""
    return cell.now if cell.now and lookup.report(cell.now.event) is not None else None


def newest_sightings(lookup: Lookup, cells: Iterable[Cell], issue_id: str) -> tuple[Sighting, ...]:
    """For each check in each variant the newest results among these cells, in the plan's order, whichever phase they are of.

    `issue_id` empty: of no known issue.
    """
    newest: dict[str, Sighting] = {}
    for cell in cells:
        label, name = cell.variant.label or cell.check.id, cell.key.name
        records = [(label, report_of(lookup, cell)), (f"{label} (elsewhere)", cell.elsewhere)]
        for shown, record in records:
            if record is None or (name in newest and newest[name].at > record.at):
                continue
            cases = tuple(lookup.failing(record.event)[issue_id])
            if cases or record is not cell.elsewhere:  # what was made elsewhere may show an issue, and resolves none
                newest[name] = Sighting(
                    shown, cell.key, record.run, record.at, _where(lookup, cell.key, record), record.event.tests, cases
                )
    shared = Counter(sighting.label for sighting in newest.values())
    return tuple(s if shared[s.label] == 1 else replace(s, label=s.key.name) for s in newest.values())


def _hidden(lookup: Lookup, cells: Iterable[Cell], once: dict[str, set[str]]) -> int:
    """How many tests that the issue broke are skipped or gone in the newest results."""
    return sum(
        len(out_of_sight(lookup, cell.check, cell.now.event, once[cell.variant.key]))
        for cell in cells
        if cell.now is not None and cell.variant.key in once
    )


def _affected(issue: Issue, sightings: tuple[Sighting, ...], *, once_measured: bool) -> str:
    claimed = f"claimed: {issue.claimed.affected}" if issue.claimed else ""
    if not sightings:
        words = "not measured since its check was defined otherwise" if once_measured else "not measured yet"
        return f"{issue.claimed.affected} (claimed, {words})" if issue.claimed else words
    counts = listed([f"{len(sighting.cases)} on {sighting.label}" for sighting in sightings])
    return counts + (f" ({claimed})" if claimed else "")


def _status(issue: Issue, sightings: tuple[Sighting, ...], naming: list[str], *, resolved: bool, hidden: int) -> str:
    where = ", ".join(dict.fromkeys(map(_place, sightings)))
    if resolved:
        return f"Resolved: no failing test belongs to it in {where}"
    if not sightings and naming:
        return f"Open; counted by `tracker run {short_id(naming[0])}`"
    if not sightings:
        return "Open; no check of the plan counts it"
    seen = [sighting for sighting in sightings if sighting.cases]
    if seen:
        return f"Open, by {', '.join(dict.fromkeys(map(_place, seen)))}"
    if hidden:
        return (
            f"Not resolved: {plural(hidden, 'test')} that it broke {'is' if hidden == 1 else 'are'} skipped or gone, by {where}"
        )
    if issue.claimed:
        return f"Claimed by {issue.claimed.source}, and not found in {where}"
    return f"Not found in {where}"


def _place(sighting: Sighting) -> str:
    """Which result it is; what was handed in may be of no known commit."""
    return f"{sighting.key.name} of {phase_name(sighting.key.phase)}{sighting.where}"


def _where(lookup: Lookup, key: CheckKey, record: CheckRecord | ElsewhereRecord) -> str:
    event = record.event
    if isinstance(event, CheckFinished):
        return where_of(lookup.state.phase(key.phase), key, Newest(event, record.at, record.run))
    return f" at `{event.commit[:7]}`" if event.commit else ", made elsewhere"


def claimed_total(texts: Iterable[str]) -> str:
    """`85+` for `38 failures`, `40+ failures`, `7 failures`: claimed figures added as the ranges they are."""
    low = high = 0
    more = False
    for text in texts:
        match = _FIGURE.search(text)
        if match:
            low += int(match[1])
            high += int(match[2] or match[1])
            more = more or bool(match[3])
    figures = str(low) if low == high else f"{low}-{high}"
    return figures + ("+" if more else "") if high else ""


def totals(members: Iterable[IssueView]) -> str:
    """The tests that several issues break together, in words: measured by variant, else the sum of what is claimed."""
    listed_members = list(members)
    measured: dict[str, int] = {}
    for view in listed_members:
        for sighting in view.sightings:
            measured[sighting.label] = measured.get(sighting.label, 0) + len(sighting.cases)
    if measured:
        return f"test failures: {listed([f'{count} on {label}' for label, count in measured.items()])}"
    claims = claimed_total(view.issue.claimed.affected for view in listed_members if view.issue.claimed)
    return f"{claims} test failures, claimed" if claims else ""
