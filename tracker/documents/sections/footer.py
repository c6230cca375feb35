"""The section `footer`: when the document last changed, and what will change it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.documents.sections.timeline import hours
from tracker.views.lookup import Lookup
from tracker.views.wording import moment


@dataclass(frozen=True, slots=True)
class Footer:
    """When the document last changed, and what will change it."""

    updated: str
    """When the newest recorded event happened."""
    following: str
    """What will change the document next."""


def footer_view(lookup: Lookup) -> Footer:
    """The newest recorded event, or the newest claim."""
    dates = [phase.claimed.date for phase in lookup.graph.phases.values() if phase.claimed and phase.claimed.date]
    if lookup.newest:
        updated = f"{moment(lookup.newest)} (newest recorded event)"
    elif dates:
        updated = f"{max(dates)} (newest claim; nothing has been run yet)"
    else:
        updated = "nothing has been run yet, and no claim has a date"
    if not lookup.left:
        return Footer(updated, "when a phase is run again, or something in the plan is edited")
    rest, _ = hours(lookup, list(lookup.open))
    left = f" ({rest.words} of estimated work are left)" if rest.high else ""
    return Footer(updated, f"after `{lookup.next_step.command}`{left}")


SECTION = Section("footer", "", footer_view)
