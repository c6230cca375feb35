"""The section `next-session`: the block to copy into a new session."""

from __future__ import annotations

from tracker.documents.prompts.triggers import due_prompts, prompt_path
from tracker.documents.sections.section import Section
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import phrase, sentence


def next_session_view(lookup: Lookup) -> str:
    """The block to copy into a new session."""
    project = lookup.settings.project
    opening = sentence(project.handover or f"I'm working on {project.subject or project.name}")
    done = [leaf for leaf in lookup.order if lookup.done(leaf) and not lookup.changed(leaf)]
    reached = f"{phase_name(done[-1])} is {phrase(lookup.standing(done[-1])).lower()}; " if done else ""
    if not lookup.left:
        return f"{opening}\n\nCurrent status: every phase is done. Please run `tracker status` and report what it says."
    target = lookup.left[0]
    phase, standing = lookup.graph.phases[target], lookup.standing(target)
    status = f"Current status: {reached}{phase_name(target)} ({phase.title}) is {phrase(standing).lower()}."
    command = lookup.next_step.command
    if phase in due_prompts(lookup):
        ask = f"Please read {prompt_path(lookup, phase)}, do what it says, and prove it with `{command}`."
    else:
        aim = f": {phase.goal.rstrip('.')}" if phase.goal else ""
        ask = f"Please do {phase_name(target)}{aim}. Prove it with `{command}`."
    return f"{opening}\n\n{status}\n\n{ask}"


SECTION = Section("next-session", "Next Session", next_session_view, variable="text")
