"""The life of a prompt. Like a phase's status it is never stored: it follows from plan and journal each time."""

from __future__ import annotations

from enum import StrEnum

from tracker.spec.phases import Phase
from tracker.views.due import is_due
from tracker.views.lookup import Lookup


class PromptState(StrEnum):
    """Where a prompt is in its life."""

    PENDING = "pending"
    """What it waits for is not done, so it is not written."""
    READY = "ready"
    """Written, and nobody has begun its phase."""
    USED = "used"
    """Its phase was begun; it carries what is done, what failed and what is left."""
    DONE = "done"
    """Its phase is done."""
    ARCHIVED = "archived"
    """Its phase is done, and so is everything that waited for it; or the phase is skipped."""


def prompt_state(lookup: Lookup, phase: Phase) -> PromptState:
    """Where a phase's prompt is in its life."""
    if phase.skip:
        return PromptState.ARCHIVED
    if not is_due(lookup, phase):
        return PromptState.PENDING
    if lookup.done(phase.id):
        return PromptState.ARCHIVED if _all_after_done(lookup, phase) else PromptState.DONE
    begun = any(lookup.state.phase(leaf).runs for leaf in lookup.graph.leaves(phase.id))
    return PromptState.USED if begun else PromptState.READY


def _all_after_done(lookup: Lookup, phase: Phase) -> bool:
    own = {phase.id, *lookup.graph.leaves(phase.id)}
    waiting = [other for other in lookup.graph.phases.values() if own & set(other.depends_on) and other.id not in own]
    return bool(waiting) and all(lookup.done(other.id) for other in waiting)
