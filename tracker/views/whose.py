"""Who did a run, as the first line of its journal file says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.model.who import who_words

if TYPE_CHECKING:
    from tracker.journal.events import JournalOpened
    from tracker.model.who import Who
    from tracker.state import Fold
    from tracker.views.faces.shared import WhoFace


def who_did(state: Fold, run: str) -> WhoFace | None:
    """Who did a run; None where its journal file does not say it, as those of older versions."""
    record = state.runs.get(run)
    if record is None or record.opened is None:
        return None
    return who_face(record.opened)


def who_face(who: JournalOpened | Who) -> WhoFace:
    """Who somebody is."""
    return {"by": who.by, "kind": who.kind, "agent": who.agent, "words": _words(who)}


def _words(who: JournalOpened | Who) -> str:
    return who_words(who.by.partition(" <")[0], who.kind, who.agent)


def words_of(state: Fold, run: str) -> str:
    """The same in words, without an address: `Ann Lee`, `Ann Lee, an agent (claude)`; empty where nothing says it."""
    record = state.runs.get(run)
    if record is None or record.opened is None:
        return ""
    return _words(record.opened)
