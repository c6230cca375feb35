"""The section `success-criteria`: what the plan promises, by phase and overall."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.views.lookup import Lookup, phase_name
from tracker.views.ticks import Tick, criterion_tick


@dataclass(frozen=True, slots=True)
class CriteriaGroup:
    """Success criteria of one phase, or of the whole."""

    heading: str
    """The heading."""
    ticks: tuple[Tick, ...]
    """The criteria, ticked where they are met."""


def success_view(lookup: Lookup) -> tuple[CriteriaGroup, ...]:
    """Criteria of each phase that names some, then those of the whole."""
    groups = [
        CriteriaGroup(
            f"{phase_name(phase.id)}" + (" (Current)" if phase.id == lookup.next else ""),
            tuple(criterion_tick(lookup, phase, criterion) for criterion in phase.success),
        )
        for phase in lookup.graph.phases.values()
        if phase.success
    ]
    overall = tuple(criterion_tick(lookup, None, criterion) for criterion in lookup.settings.success)
    if overall:
        groups.append(CriteriaGroup("Overall", overall))
    return tuple(groups)


SECTION = Section("success-criteria", "Success Criteria", success_view, field="success", variable="groups")
