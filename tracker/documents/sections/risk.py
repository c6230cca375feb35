"""The section `risk`: risks by level, each with the state of its phase."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import MARKS


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """Risks of one level."""

    heading: str
    """The heading."""
    entries: tuple[tuple[str, str, str], ...]
    """Sign, text, the phase that it belongs to."""


def risk_view(lookup: Lookup) -> tuple[RiskGroup, ...]:
    """Risks by level, each with the state of the phase that it belongs to."""
    groups = []
    for level in ("low", "medium", "high"):
        phases = [p for p in lookup.graph.phases.values() if p.risk and p.risk.level == level]
        if not phases:
            continue
        items = []
        for phase in phases:
            assert phase.risk is not None
            mark = MARKS[lookup.standing(phase.id).status]
            texts = phase.risk.items or (phase.risk.why or phase.title,)
            items += [(mark, text, phase_name(phase.id)) for text in texts]
        groups.append(RiskGroup(f"{level.capitalize()} Risk ({_progress(lookup, phases)})", tuple(items)))
    return tuple(groups)


def _progress(lookup: Lookup, phases: list[Phase]) -> str:
    if all(lookup.done(phase.id) for phase in phases):
        return "Complete"
    waiting = (PhaseStatus.PENDING, PhaseStatus.BLOCKED)
    return "Pending" if all(lookup.standing(p.id).status in waiting for p in phases) else "In Progress"


SECTION = Section("risk", "Risk Assessment", risk_view, variable="groups")
