"""The section `overview`: what the work is, how far it is, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.model.status import Basis, PhaseStatus
from tracker.views.alerts import Alert, alerts
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import phrase

S = PhaseStatus


@dataclass(frozen=True, slots=True)
class Overview:
    """What the work is, and how far it is."""

    project: str
    """The project's name."""
    goal: str
    """The project's goal."""
    strategy: str
    """How the goal is to be reached."""
    reached: str
    """The last phase that is done, in words; empty when none is."""
    following: str
    """The phase to work on, in words."""
    progress: str
    """How many phases are complete."""
    alerts: tuple[Alert, ...]
    """What stands in the way."""


def overview_view(lookup: Lookup) -> Overview:
    """The goal, and the phases that are done and next."""
    project = lookup.settings.project
    done = [leaf for leaf in lookup.order if lookup.done(leaf)]
    verified = sum(lookup.verified(leaf) for leaf in done)
    changed = sum(lookup.changed(leaf) for leaf in done)
    current = [leaf for leaf in done if not lookup.changed(leaf)]
    reached = f"{phase_name(current[-1])} {phrase(lookup.standing(current[-1]))}" if current else ""
    following = f"{phase_name(lookup.left[0])} {phrase(lookup.standing(lookup.left[0]))}" if lookup.left else ""
    approved = sum(lookup.verified(leaf) and lookup.word(leaf) == Basis.APPROVED for leaf in done)
    progress = f"{len(done)} of {len(lookup.order)} phases done: {verified - approved} verified by checks, "
    progress += f"{approved} approved, " if approved else ""
    skipped = sum(lookup.standing(leaf).status is S.SKIPPED for leaf in done)
    progress += f"{len(done) - verified - skipped - changed} claimed" + (f", {skipped} skipped" if skipped else "")
    progress += f", {changed} changed since" if changed else ""
    return Overview(
        project.subject or project.name, project.goal, project.strategy, reached, following, progress, alerts(lookup)
    )


SECTION = Section("overview", "Overview", overview_view)
