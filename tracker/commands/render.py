"""Bring the documents up to date, or say which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.errors import UsageError, did_you_mean
from tracker.views.next_step import next_step
from tracker.views.problems import problems_view

if TYPE_CHECKING:
    from tracker.situation import Situation
    from tracker.views.faces.render import DocumentsFace, VariablesFace


def render(project: Project, *, write: bool, accept_loss: bool = False) -> DocumentsFace:
    """Every document with its state and, where it is not up to date, the difference.

    With `accept_loss` a document that was edited by hand is saved below `.tracker/saved/` and written anew.

    Raises:
        TrackerError: a template fails, or a file cannot be read or written.
    """
    from tracker.documents.render import render_all, write_all
    from tracker.documents.rescue import LOSABLE, MERGED
    from tracker.documents.rescue import accept_loss as rescue

    situation = project.situation(as_recorded=not write)
    if situation.found:
        _record(project, situation)
    planned = render_all(situation, project.files)
    saved: dict[str, str] = {}
    if write:
        saved = rescue(planned, project.files, MERGED | LOSABLE if accept_loss else MERGED)
    if write:
        write_all(planned, project.files)
    return {
        "format_version": 1,
        "kind": "documents",
        "documents": [
            {
                "path": item.path,
                "state": ("merged" if item.state in MERGED else "saved") if item.path in saved else str(item.state),
                "saved": saved.get(item.path),
                "problems": problems_view(item.problems),
                "diff": item.diff(),
                "text": item.text,
            }
            for item in planned
        ],
        "written": write,
        "next_step": next_step(situation).as_dict(),
    }


def _record(project: Project, situation: Situation) -> None:
    """Write down where completions are whose commit was rewritten: documents say what the journal says, in any clone."""
    writer = project.journal_writer()
    try:
        writer.append(situation.found)
    finally:
        writer.close()


def variables(project: Project, name: str) -> VariablesFace:
    """What the template of a section, or of a prompt (`prompt`), can use.

    Raises:
        UsageError: there is no such section.
    """
    from tracker.documents.names import SECTION_NAMES
    from tracker.documents.own import own_sections

    known = (*SECTION_NAMES, *own_sections(project.files), "prompt")
    if name not in known:
        close = did_you_mean(name, known)
        hints = [close[0].upper() + close[1:]] if close else []
        raise UsageError(f"there is no section {name!r}", hints=[*hints, f"One of: {', '.join(known)}"])
    return described(name)


def described(name: str) -> VariablesFace:
    """The same for any name: that of a section that is not there yet is one of the project's own."""
    from tracker.documents.sections import section
    from tracker.documents.templating.environment import FILTERS
    from tracker.documents.templating.styles import EMOJI
    from tracker.documents.variables import prompt_variables, section_variables

    found = prompt_variables() if name == "prompt" else section_variables(section(name, [name]))
    return {
        "format_version": 1,
        "kind": "variables",
        "section": name,
        "variables": [{"name": x.name, "type": x.type, "meaning": x.meaning} for x in found],
        "filters": {filter_name: meaning for filter_name, (_, meaning) in FILTERS.items()},
        "signs": list(EMOJI),
    }
