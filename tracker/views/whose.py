"""Who did a run, as the first line of its journal file says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.model.who import who_words

if TYPE_CHECKING:
    from tracker.state import Fold
    from tracker.views.faces.shared import WhoFace


def who_did(state: Fold, run: str) -> WhoFace | None:
    """Who did a run; None where its journal file does not say it, as those of older versions."""
    record = state.runs.get(run)
    if record is None or record.opened is None:
        return None
    opened = record.opened
    return {"by": opened.by, "kind": opened.kind, "agent": opened.agent, "words": words_of(state, run)}


def words_of(state: Fold, run: str) -> str:
    """The same in words, without an address: `Ann Lee`, `Ann Lee, an agent (claude)`; empty where nothing says it."""
    record = state.runs.get(run)
    if record is None or record.opened is None:
        return ""
    opened = record.opened
    return who_words(opened.by.partition(" <")[0], opened.kind, opened.agent)
