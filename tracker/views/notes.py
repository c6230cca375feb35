"""The notes on a phase: those that stand, in the words of every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.views.whose import words_of

if TYPE_CHECKING:
    from tracker.state import Fold
    from tracker.state.records import Written
    from tracker.views.faces.note import PhaseNoteFace


def notes_view(state: Fold, phase_id: str) -> list[PhaseNoteFace]:
    """The notes that stand, the oldest first. A number is a note's place in the journal, so replacing one renumbers none."""
    notes = state.phase(phase_id).notes
    replaced = {note.event.replaces for note in notes}
    standing = [(number, note) for number, note in enumerate(notes, 1) if note.id not in replaced and note.event.text]
    return [
        {
            "number": number,
            "check": note.event.check or None,
            "text": note.event.text,
            "by": _by(state, note),
            "at": note.at,
            "run": note.run,
        }
        for number, note in standing
    ]


def note_words(state: Fold, phase_id: str) -> tuple[str, ...]:
    """The same as documents and prompts have them: `suite: slow on the old disk (Ann Lee, 2026-11-28)`."""
    return tuple(told(note) for note in notes_view(state, phase_id))


def told(note: PhaseNoteFace) -> str:
    """One note with its check, its author and its day."""
    about = f"{note['check']}: " if note["check"] else ""
    by = f"{note['by']}, " if note["by"] else ""
    return f"{about}{note['text']} ({by}{note['at'][:10]})"


def _by(state: Fold, note: Written) -> str:
    """Who the journal says wrote it, in whose session; somebody else's name only where it was given."""
    opened = state.runs[note.run].opened
    if opened is not None and opened.by == note.event.by:
        return words_of(state, note.run)
    return note.event.by.partition(" <")[0]
