"""What to do now."""

from __future__ import annotations

from typing import Any

from tracker.bootstrap import Project
from tracker.model.ids import short_id
from tracker.situation import Situation
from tracker.views.next_step import next_step, planned_step
from tracker.views.status import head_view, progress_view


def what_next(project: Project) -> dict[str, Any]:
    """The next phase, why it is next, its prompt, and one line to hand over.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    situation = project.situation()
    step = next_step(situation)
    phase_id = step.phase
    view: dict[str, Any] = {
        "format_version": 1,
        "kind": "next",
        "project": situation.plan.settings.project.name,
        "head": head_view(situation),
        **progress_view(situation),
        "next_step": step.as_dict(),
        "phase": phase_id,
        "title": None,
        "status": None,
        "why": [],
        "prompt": None,
        "prompt_state": None,
        "copy": None,
        "command": None,
        "handover": None,
    }
    if phase_id is None:
        return view
    phase, standing = situation.graph.phases[phase_id], situation.standings[phase_id]
    prompt = f"{situation.plan.settings.prompts}/{phase.prompt.file}" if phase.prompt else None
    if prompt is not None and not project.files.exists(prompt):
        prompt = None
    command = planned_step(situation.graph, situation.state, situation.standings).command
    ask = f"tracker prompt {short_id(phase_id)}"
    read = f"Read {prompt} and do" if prompt else f"Run `{ask}`, read what it prints and do"
    name = situation.plan.settings.project.subject or situation.plan.settings.project.name
    view.update(
        title=phase.title,
        status=str(standing.status),
        why=list(standing.reasons),
        prompt=prompt,
        prompt_state=_prompt_state(situation, phase_id),
        copy=f"{ask} --copy",
        command=command,
        handover=f"{name}: {read} phase {short_id(phase_id)} ({phase.title}); it is done when `{command}` succeeds.",
    )
    return view


def _prompt_state(situation: Situation, phase_id: str) -> str | None:
    """Where the phase's prompt is in its life; None when the plan has none."""
    from tracker.documents.prompts.lifecycle import prompt_state
    from tracker.views.lookup import Lookup

    phase = situation.graph.phases[phase_id]
    return str(prompt_state(Lookup(situation), phase)) if phase.prompt else None
