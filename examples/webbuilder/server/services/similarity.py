"""How alike two requests are."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STOP_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})


def words_of(text: str) -> frozenset[str]:
    """The telling words of a text."""
    return frozenset(re.findall(r"[a-z0-9]+", text.lower())) - _STOP_WORDS


def similarity(one: str, other: str) -> float:
    """Jaccard's index of the telling words, 0 to 1; 0 when both have none."""
    first, second = words_of(one), words_of(other)
    union = first | second
    return round(len(first & second) / len(union), 4) if union else 0.0


def most_similar(text: str, candidates: Iterable[str], at_least: float = 0.3) -> list[tuple[float, str]]:
    """The candidates that are similar enough, the most similar first, else by their text."""
    scored = ((similarity(text, candidate), candidate) for candidate in candidates)
    return sorted((pair for pair in scored if pair[0] >= at_least), key=lambda pair: (-pair[0], pair[1]))
