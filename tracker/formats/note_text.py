"""Notes, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, clip, printable
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short
from tracker.views.notes import told

if TYPE_CHECKING:
    from tracker.views.faces.note import NotedFace, PhaseNoteFace

_LONGEST = 400
"""Characters of a note on one line; documents and JSON have the whole."""


def note_line(note: PhaseNoteFace) -> str:
    """One note on one line."""
    return f"{note['number']}. {clip(printable(' '.join(told(note).split())), _LONGEST)}"


def noted_lines(view: NotedFace, paint: Paint) -> list[str]:
    """What was written down, how it is taken back, and what comes next."""
    phase, note = view["phase"], view["note"]
    if note is None:
        return [f"{paint(phase, 'bold')}: note {view['replaced']} is withdrawn", "", next_line(view["next_step"], paint)]
    instead = f", instead of note {view['replaced']}" if view["replaced"] else ""
    return [
        f"{paint(phase, 'bold')}: note {note_line(note)}{instead}",
        "",
        "Show it in documents and prompts: tracker render",
        f"Take it back: tracker note {short(phase)} --withdraw {note['number']}",
        next_line(view["next_step"], paint),
    ]
