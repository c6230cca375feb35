"""One page for a pull request, or for the summary of a CI step."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.names import SECTION_FOLDER
from tracker.documents.sections.footer import footer_view
from tracker.documents.sections.issues import issues_view
from tracker.documents.sections.overview import overview_view
from tracker.documents.sections.test_results import ResultsView, results_view
from tracker.documents.templating.environment import Templates
from tracker.model.ports import Files
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name
from tracker.views.results import Total
from tracker.views.wording import MARKS, phrase

TEMPLATE = "summary.md.j2"


@dataclass(frozen=True, slots=True)
class Row:
    """One phase that is carried out."""

    mark: str
    name: str
    title: str
    status: str
    checks: str
    """`3/5`."""
    commit: str
    """The commit that it was completed at; empty while nothing proves it."""
    time: str
    """What was planned, and what the work took."""


def summary_text(lookup: Lookup, files: Files) -> str:
    """The page as Markdown.

    Raises:
        TrackerError: the template is wrong.
    """
    totals, trend = _newest(lookup.once(results_view))
    values = {
        "overview": lookup.once(overview_view),
        "touched": lookup.situation.touched,
        "rows": tuple(_row(lookup, leaf) for leaf in lookup.order),
        "totals": totals,
        "trend": trend,
        "currency": lookup.currency,
        "issues": tuple(issue for group in lookup.once(issues_view).groups for issue in group.issues),
        "footer": lookup.once(footer_view),
    }
    return Templates(files, SECTION_FOLDER).render(TEMPLATE, values)


def _row(lookup: Lookup, phase_id: str) -> Row:
    phase, standing = lookup.graph.phases[phase_id], lookup.standing(phase_id)
    cells = lookup.cells_of(phase)
    checks = f"{sum(cell.passed for cell in cells)}/{len(cells)}" if cells else "none"
    sealed = lookup.state.phase(phase_id).completed if lookup.verified(phase_id) else None
    return Row(
        MARKS[standing.status],
        phase_name(phase_id),
        phase.title,
        phrase(standing),
        checks,
        sealed.commit[:7] if sealed else "",
        _time(lookup, phase),
    )


def _time(lookup: Lookup, phase: Phase) -> str:
    """`planned 2-3 hours, took 41 minutes from start to completion`."""
    if phase.claimed and phase.claimed.duration:
        return f"{phase.claimed.duration.words}, claimed"
    planned = [f"planned {phase.estimate.words}"] if phase.estimate else []
    return ", ".join([*planned, *lookup.took(phase)])


def _newest(results: ResultsView) -> tuple[tuple[Total, ...], tuple[tuple[str, str], ...]]:
    """The measured totals of the last phase that has any, and their trend."""
    for phase in reversed(results.phases):
        measured = tuple(total for total in phase.totals if total.basis == "measured")
        if measured:
            return measured, phase.trend
    return (), ()
