"""Finds operations that occur again and again in what people ask for."""

from __future__ import annotations

import re

from server.database import DatabaseAdapter, get_adapter
from server.repositories import OperationPatternRepository, PatternOccurrenceRepository

_OPERATIONS = (
    ("test", ("test", "tests", "pytest", "vitest", "jest")),
    ("build", ("build", "compile", "typecheck", "bundle")),
    ("format", ("format", "lint", "prettier", "ruff")),
    ("git", ("commit", "push", "merge", "rebase")),
    ("deps", ("install", "upgrade", "dependency", "dependencies")),
    ("docs", ("document", "docs", "readme", "changelog")),
)
_TARGETS = (
    ("backend", ("backend", "server", "pytest", "python", "api")),
    ("frontend", ("frontend", "client", "vitest", "component", "css")),
)


def signature(text: str) -> str | None:
    """`operation:target` of a request, or None when it names no known operation."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    operation = _first(words, _OPERATIONS)
    return f"{operation}:{_first(words, _TARGETS) or 'all'}" if operation else None


def _first(words: list[str], vocabulary: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """The entry that has the earliest of the words."""
    for word in words:
        for name, known in vocabulary:
            if word in known:
                return name
    return None


def confidence(occurrences: int, successes: int) -> float:
    """How far a pattern can be trusted, 0 to 1: its success rate, held down while it is rare."""
    return round(successes / (occurrences + 2), 4) if occurrences else 0.0


class PatternDetector:
    """Records patterns."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._db = adapter or get_adapter()
        self._patterns = OperationPatternRepository(self._db)
        self._occurrences = PatternOccurrenceRepository(self._db)

    def record(self, adw_id: str, text: str) -> str | None:
        """Count the pattern of a workflow's request. Returns its signature."""
        found = signature(text)
        if found is None:
            return None
        with self._db.transaction():
            self._patterns.record(found, found.split(":", maxsplit=1)[0])
            row = self._patterns.find_one(signature=found)
            if row is not None and not self._occurrences.find(pattern_id=row["id"], adw_id=adw_id):
                self._occurrences.insert(pattern_id=row["id"], adw_id=adw_id)
        return found
