"""A fold that goes on: files that come after everything that it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.journal.damage import Damage
from tracker.journal.order import JournalFile, order
from tracker.state.fold import apply
from tracker.state.records import Fold


def grow(state: Fold, files: Sequence[JournalFile], damage: Iterable[Damage], known: set[str]) -> None:
    """Take files in that come after all that was folded; `known` are the names of those, and has the new ones afterwards."""
    ordered = order(files, known=known, frontier=state.frontier)
    for recorded in ordered.events:
        apply(state, recorded)
    state.damage += tuple(damage)
    state.frontier = dict(ordered.frontier)
    state.missing += ordered.missing
    known.update(file.name for file in files)
