"""What to do now."""

from __future__ import annotations

from tracker.answers import of_record
from tracker.bootstrap import Project
from tracker.commands.resolve import resolve_phase
from tracker.model.ids import short_id
from tracker.model.status import PhaseStatus
from tracker.views.currency import changed_since, unsure_of
from tracker.views.next_step import next_step, step_for
from tracker.views.status import head_view, progress_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.next import NextFace


def what_next(project: Project, words: str = "") -> NextFace:
    """The next phase, or the one in `words`: why it stands where it does, its prompt, and one line to hand over.

    Raises:
        UsageError: there is no such phase.
        TrackerError: the plan is invalid, or something cannot be read.
    """
    situation = project.facts()
    step = next_step(situation)
    phase_id = resolve_phase(situation.graph, words) if words else step.phase
    view: NextFace = {
        "format_version": 1,
        "kind": "next",
        "project": situation.project,
        "head": head_view(situation),
        **progress_view(situation),
        "next_step": step.as_dict(),
        "phase": phase_id,
        "title": None,
        "status": None,
        "why": [],
        "prompt": None,
        "prompt_state": None,
        "changed_since": changed_since(situation.graph.order(), situation.standings),
        "unsure": unsure_of(situation.freshness),
        "copy": None,
        "command": None,
        "handover": None,
    }
    if phase_id is None:
        return view
    phase, standing = situation.graph.phases[phase_id], situation.standings[phase_id]
    prompt = phase.prompt if phase.prompt and project.files.exists(phase.prompt) else None
    command = step_for(phase_id, situation.graph, situation.state, situation.standings).command
    ask = f"tracker prompt {short_id(phase_id)}"
    read = f"Read {prompt} and do" if prompt else f"Run `{ask}`, read what it prints and do"
    name = project.outline.subject
    return {
        **view,
        "title": phase.title,
        "status": str(standing.status),
        "why": list(standing.reasons),
        "prompt": prompt,
        "prompt_state": _prompt_state(project, phase_id) if phase.prompt else None,
        "copy": f"{ask} --copy",
        "command": command,
        "handover": None
        if standing.status is PhaseStatus.COMPLETE
        else f"{name}: {read} phase {short_id(phase_id)} ({phase.title}); it is done when `{command}` succeeds.",
    }


def _prompt_state(project: Project, phase_id: str) -> str:
    """Where the phase's prompt is in its life. No input decides it, so it outlives an edit of one."""

    def make() -> dict[str, str]:
        from tracker.documents.prompts.lifecycle import prompt_state
        from tracker.views.lookup import Lookup

        situation = project.situation()
        return {"state": str(prompt_state(Lookup(situation), situation.graph.phases[phase_id]))}

    return of_record(project, "prompt-state", phase_id, make)["state"]
