"""The section `overview`: what the work is, how far it is, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.model.status import PhaseStatus
from tracker.views.alerts import Alert, alerts
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import phrase

S = PhaseStatus


@dataclass(frozen=True, slots=True)
class Overview:
    """What the work is, and how far it is."""

    project: str
    goal: str
    strategy: str
    reached: str
    """The last phase that is done, in words; empty when none is."""
    following: str
    """The phase to work on, in words."""
    progress: str
    alerts: tuple[Alert, ...]
    """What stands in the way."""


def overview_view(lookup: Lookup) -> Overview:
    """The goal, and the phases that are done and next."""
    project = lookup.settings.project
    done = [leaf for leaf in lookup.order if lookup.done(leaf)]
    verified = sum(lookup.verified(leaf) for leaf in done)
    reached = f"{phase_name(done[-1])} {phrase(lookup.standing(done[-1]))}" if done else ""
    if lookup.next:
        following = f"{phase_name(lookup.next)} {phrase(lookup.standing(lookup.next))}"
    else:
        following = "" if not lookup.open else f"{phase_name(lookup.open[0])} {phrase(lookup.standing(lookup.open[0]))}"
    progress = f"{len(done)} of {len(lookup.order)} phases done: {verified} verified by checks, "
    skipped = sum(lookup.standing(leaf).status is S.SKIPPED for leaf in done)
    progress += f"{len(done) - verified - skipped} claimed" + (f", {skipped} skipped" if skipped else "")
    return Overview(
        project.subject or project.name, project.goal, project.strategy, reached, following, progress, alerts(lookup)
    )


SECTION = Section("overview", "Overview", overview_view)
