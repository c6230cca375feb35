"""Why something failed, as plain JSON data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.model.status import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.model.cause import Cause
    from tracker.model.log import Log
    from tracker.views.faces.shared import CauseFace

BROKEN = frozenset((Outcome.FAILED, Outcome.ERROR))
LINES = 8
"""Of an output that are shown where it was written."""


def causes_view(causes: Iterable[Cause]) -> list[CauseFace]:
    """What the failing tests have in common."""
    return [{"failures": c.failures, "title": c.title, "place": c.place, "tests": list(c.tests)} for c in causes]


def last_lines(log: Log | None, most: int = LINES) -> list[str]:
    """The end of what a process printed."""
    return (log.tail or log.head).rstrip().splitlines()[-most:] if log else []
