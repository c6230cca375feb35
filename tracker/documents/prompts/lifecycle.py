"""The life of a prompt. Like a phase's status it is never stored: it follows from plan and journal each time."""

from __future__ import annotations

from enum import StrEnum

from tracker.checking.words import listed
from tracker.documents.prompts.triggers import awaited, condition_words, is_due
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import phrase


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


def prompt_status(lookup: Lookup, phase: Phase) -> tuple[str, str]:
    """A sign and words: where the prompt is in its life, and whether it can be used."""
    standing, state = lookup.standing(phase.id), prompt_state(lookup, phase)
    if phase.skip:
        return "skipped", f"Archived: the phase is skipped ({phase.skip})"
    match state:
        case PromptState.PENDING:
            return "waiting", f"Pending: written when {condition_words(awaited(lookup, phase))}"
        case PromptState.ARCHIVED:
            return "done", "Archived: its phase is done, and so is all that waited for it"
        case PromptState.DONE:
            return "done", f"Done: its phase is {phrase(standing).lower()}"
    if standing.blocked_by:
        return "waiting", f"Ready; to be used after {listed([phase_name(x) for x in standing.blocked_by])}"
    if state is PromptState.USED:
        return "warn", "Used: its phase was begun; it carries what is done and what is left"
    return "ready", "Ready to use"
