"""What somebody types, and what they mean by it."""

from __future__ import annotations

from tracker.errors import UsageError
from tracker.graph import Graph
from tracker.model.ids import find_phase, short_id
from tracker.spec.complaints import did_you_mean


def resolve_phase(graph: Graph, words: str) -> str:
    """The id that somebody means.

    Raises:
        UsageError: there is no such phase.
    """
    known = list(graph.phases)
    found = find_phase(words, known)
    if found is None:
        hint = did_you_mean(short_id(words), [short_id(name) for name in known])
        hints = [hint[0].upper() + hint[1:]] if hint else []
        raise UsageError(f"there is no phase {words!r}", hints=[*hints, "See them all: tracker status --all"])
    return found
