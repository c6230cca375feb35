"""Write something down about a phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.commands.resolve import resolve_phase
from tracker.errors import UsageError, did_you_mean
from tracker.journal.events import NoteAdded
from tracker.model.ids import short_id
from tracker.views.next_step import next_step
from tracker.views.notes import notes_view

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.spec.phases import Phase
    from tracker.state import Fold
    from tracker.views.faces.note import NotedFace

LIMIT = 4000
"""Characters of a note."""


def note(
    project: Project,
    words: str,
    *,
    text: str,
    check: str = "",
    by: str = "",
    replace: int | None = None,
    withdraw: bool = False,
) -> NotedFace:
    """Record a note in the journal: a new one, or one that stands instead of the note with the number `replace`.

    With `withdraw` that note is taken back, and none stands for it. The journal keeps every note.

    Raises:
        UsageError: no such phase, check or note; an empty, too long or unreadable text.
    """
    phase = project.graph.phases[resolve_phase(project.graph, words)]
    said = "" if withdraw else readable(text, again=f"tracker note {words}")
    if check:
        _require_check(phase, check)
    replaces = _replaced(project.folded_journal.state(), phase.id, replace) if replace is not None else ""
    project.prepare_folder()
    writer = project.journal_writer()
    try:
        recorded = writer.append([NoteAdded(phase.id, by or project.who.by, said, check, replaces)])[-1]
    finally:
        writer.close()
    situation = project.situation()
    standing = next((known for known in notes_view(situation.state, phase.id) if known["run"] == recorded.run), None)
    return {
        "format_version": 1,
        "kind": "noted",
        "phase": phase.id,
        "note": standing,
        "replaced": replace,
        "next_step": next_step(situation).as_dict(),
    }


def readable(text: str, *, again: str) -> str:
    """The text of a note without white space around it.

    Raises:
        UsageError: it is empty, too long, or no text.
    """
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise UsageError("a note without a text says nothing", hints=[f"Write it: {again} 'what to know'"])
    if len(said) > LIMIT:
        raise UsageError(
            f"a note has at most {LIMIT} characters, and this is longer",
            hints=["Put it into a file of the repository, and name that in the note"],
        )
    try:
        said.encode()
    except UnicodeEncodeError:
        raise UsageError("the note is not UTF-8 text", hints=["Convert it first: iconv -t UTF-8"]) from None
    return said


def _require_check(phase: Phase, check: str) -> None:
    known = [found.id for found in (*phase.gate, *phase.preflight, *phase.checks)]
    if check in known:
        return
    meant = did_you_mean(check, known)
    hints = [meant[0].upper() + meant[1:]] if meant else [f"One of: {', '.join(known)}"] if known else ["It has no checks."]
    raise UsageError(f"{phase.id} has no check {check!r}", hints=hints)


def _replaced(state: Fold, phase_id: str, number: int) -> str:
    """The id of the event of a note that stands.

    Raises:
        UsageError: there is no such note.
    """
    standing = [note["number"] for note in notes_view(state, phase_id)]
    if number not in standing:
        see = f"See them: tracker explain {short_id(phase_id)}"
        found = f"it has: {', '.join(map(str, standing))}" if standing else "it has none"
        raise UsageError(f"{phase_id} has no note {number}; {found}", hints=[see])
    return state.phase(phase_id).notes[number - 1].id
