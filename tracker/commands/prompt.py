"""The prompt of a phase, and all prompts of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.commands.resolve import resolve_phase
from tracker.errors import Problem, UsageError
from tracker.model.ids import short_id
from tracker.situation import Situation

if TYPE_CHECKING:
    from tracker.views.faces.prompt import PromptFace
    from tracker.views.faces.prompts import PromptsFace


def prompt(project: Project, words: str, *, kind: str = "", whole: bool = False) -> PromptFace:
    """One phase's prompt as it would be now, with what is wrong with it. Writes nothing.

    Raises:
        UsageError: there is no such phase or kind.
        TrackerError: a template is missing or wrong.
    """
    from tracker.documents.prompts.budget import KINDS, sizes
    from tracker.documents.prompts.lifecycle import prompt_state, prompt_status
    from tracker.documents.render import phase_prompt
    from tracker.views.lookup import Lookup
    from tracker.views.problems import problems_view
    from tracker.views.to_json import to_json

    if kind and kind not in KINDS:
        raise UsageError(f"there is no kind of prompt {kind!r}", hints=[f"One of: {', '.join(KINDS)}"])
    phase_id = resolve_phase(project.graph, words)
    situation = project.situation()
    lookup, phase = Lookup(situation), situation.graph.phases[phase_id]
    made = phase_prompt(situation, lookup, phase_id, project.files, kind=kind, whole=whole)
    path = f"{situation.plan.settings.prompts}/{phase.prompt.file}" if phase.prompt else None
    text = _with_note(project, made.text, path)
    return {
        "format_version": 1,
        "kind": "prompt",
        "phase": phase_id,
        "title": phase.title,
        "path": path,
        "state": str(prompt_state(lookup, phase)) if phase.prompt else None,
        "status": prompt_status(lookup, phase)[1] if phase.prompt else "the plan has no prompt for it; this is the generic one",
        "sizes": sizes(text),
        "budget": made.budget,
        "fits": made.fits or whole,
        "missing": problems_view(missing(project, situation, phase_id)),
        "run": f"tracker run {short_id(phase_id)}",
        "text": text,
        "view": to_json(made.view),
    }


def _with_note(project: Project, text: str, path: str | None) -> str:
    """The prompt with what somebody wrote into the note region of its file, and without the markers."""
    from tracker.documents.guard import read_notes, region

    note = ""
    if path is not None and project.files.exists(path):
        existing = project.files.read(path).decode("utf-8", "replace")
        note = read_notes(existing, path).texts.get("prompt", "").strip()
    return text.replace(f"\n{region('prompt')}\n", f"\n## Note\n\n{note}\n" if note else "")


def missing(project: Project, situation: Situation, phase_id: str) -> list[Problem]:
    """What a phase's prompt names and what is not there: the preflight of the prompt itself."""
    from tracker.documents.prompts.mentions import mentions

    phases = [situation.graph.phases[x] for x in dict.fromkeys([phase_id, *situation.graph.leaves(phase_id)])]
    absent = (mention for mention in mentions(situation.plan, phases) if not project.has(mention.kind, mention.text))
    return [
        Problem(f"the {mention.kind} {mention.text.rpartition(' ')[2]} is not there", found=f"named by {mention.where}")
        for mention in absent
    ]


def prompts(project: Project) -> PromptsFace:
    """The library: every prompt of the plan with where it is in its life.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    from tracker.documents.prompts.budget import KINDS
    from tracker.documents.sections.prompt_library import library_view
    from tracker.views.lookup import Lookup
    from tracker.views.next_step import next_step

    situation = project.situation()
    library = library_view(Lookup(situation))
    return {
        "format_version": 1,
        "kind": "prompts",
        "prompts": [
            {
                "phase": entry.phase_id,
                "title": situation.graph.phases[entry.phase_id].title,
                "file": entry.file,
                "path": entry.path,
                "state": str(entry.state),
                "status": entry.status,
                "written": project.files.exists(entry.path),
                "fields": dict(entry.fields),
                "missing": [problem.message for problem in missing(project, situation, entry.phase_id)]
                if entry.state in {"ready", "used"}
                else [],
            }
            for entry in (*library.available, *library.pending)
        ],
        "kinds": KINDS,
        "next_step": next_step(situation).as_dict(),
    }
