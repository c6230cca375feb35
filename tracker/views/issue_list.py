"""The known issues by evidence, and the failing tests of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.evidence.clusters import cluster
from tracker.model.result import TestCase
from tracker.views.issue_history import History, histories, resolved_at, status_of
from tracker.views.issues import IssueView, issue_view, newest_sightings
from tracker.views.lookup import Cell, Lookup
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from tracker.views.faces.issues import IssuesFace, KnownIssueFace


def issue_list(lookup: Lookup, phase: str | None) -> IssuesFace:
    """Every known issue, or those of one phase."""
    past = histories(lookup)
    views = [issue_view(lookup, number, issue) for number, issue in enumerate(lookup.settings.issues, 1)]
    wanted = _issues_of(lookup, phase) if phase else {view.issue.id for view in views}
    found = cluster(strays(lookup, phase))
    return {
        "format_version": 1,
        "kind": "issues",
        "phase": phase,
        "issues": [_issue(lookup, view, past[view.issue.id]) for view in views if view.issue.id in wanted],
        "unmatched": [
            {"signature": s.title, "stage": s.stage, "count": s.count, "tests": list(dict.fromkeys(s.tests))} for s in found
        ],
        "next_step": next_step(lookup.situation).as_dict(),
    }


def _issue(lookup: Lookup, view: IssueView, history: History) -> KnownIssueFace:
    tests = sorted({case.id for sighting in view.sightings for case in sighting.cases})
    return {
        "id": view.issue.id,
        "title": view.issue.title,
        "severity": view.issue.severity,
        "status": status_of(view, history),
        "counts": {sighting.label: len(sighting.cases) for sighting in view.sightings},
        "tests": tests,
        "first_seen": history.first.as_dict() if history.first else None,
        "last_seen": history.last.as_dict() if history.last else None,
        "resolved_at": resolved_at(lookup, view, history) or None,
        "claimed": view.issue.claimed.affected if view.issue.claimed else None,
        "fixed_in": list(view.fixed_in),
        "words": view.status,
    }


def _cells(lookup: Lookup, phase: str) -> list[Cell]:
    return [cell for leaf in lookup.graph.leaves(phase) for cell in lookup.cells_of(lookup.graph.phases[leaf])]


def _issues_of(lookup: Lookup, phase: str) -> set[str]:
    """What the phase names, what its checks name, and what its results show."""
    found = {name for leaf in (phase, *lookup.graph.leaves(phase)) for name in lookup.graph.phases[leaf].issues}
    for cell in _cells(lookup, phase):
        found.update(cell.check.issues_named())
        if cell.now:
            found.update(name for name, cases in lookup.failing(cell.now.event).items() if name and cases)
    return found


def strays(lookup: Lookup, phase: str | None) -> list[TestCase]:
    """Failing tests, of one phase or of all, that belong to no known issue."""
    cells = _cells(lookup, phase) if phase else lookup.cells
    return [case for sighting in newest_sightings(lookup, cells, "") for case in sighting.cases]
