"""The life of a prompt. Like a phase's status it is never stored: it follows from plan and journal each time."""

from __future__ import annotations

from enum import StrEnum

from tracker.spec.phases import Phase
from tracker.views.due import is_due
from tracker.views.ground import Ground


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


def prompt_state(ground: Ground, phase: Phase) -> PromptState:
    """Where a phase's prompt is in its life."""
    if phase.skip:
        return PromptState.ARCHIVED
    if not is_due(ground, phase):
        return PromptState.PENDING
    if ground.done(phase.id):
        return PromptState.ARCHIVED if _all_after_done(ground, phase) else PromptState.DONE
    begun = any(ground.state.phase(leaf).runs for leaf in ground.graph.leaves(phase.id))
    return PromptState.USED if begun else PromptState.READY


def _all_after_done(ground: Ground, phase: Phase) -> bool:
    own = {phase.id, *ground.graph.leaves(phase.id)}
    waiting = [other for other in ground.graph.phases.values() if own & set(other.depends_on) and other.id not in own]
    return bool(waiting) and all(ground.done(other.id) for other in waiting)
