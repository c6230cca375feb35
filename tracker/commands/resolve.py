"""What somebody types, and what they mean by it."""

from __future__ import annotations

import re
import unicodedata

from tracker.errors import UsageError
from tracker.graph import Graph, P
from tracker.model.ids import find_phase, short_id
from tracker.spec.complaints import did_you_mean

_SPOKEN = re.compile(r"\s*(?:phase[\s_:#-]*)?(.*?)[\s.:]*(?:/.*)?", re.DOTALL)


def _as_typed_elsewhere(words: str) -> str:
    """What is a phase's name in documents and results: `Phase 4.1`, `phase_4.1`, `4.1/suite`, full-width digits."""
    match = _SPOKEN.fullmatch(unicodedata.normalize("NFKC", words).lower())
    return match[1] if match else words


def resolve_phase(graph: Graph[P], words: str) -> str:
    """The id that somebody means.

    Raises:
        UsageError: there is no such phase.
    """
    known = list(graph.phases)
    found = find_phase(words, known)
    if found is None:
        meant = find_phase(_as_typed_elsewhere(words), known)
        hint = did_you_mean(short_id(meant or words), [short_id(name) for name in known])
        hints = [hint[0].upper() + hint[1:]] if hint else []
        raise UsageError(f"there is no phase {words!r}", hints=[*hints, "See them all: tracker status --all"])
    return found
