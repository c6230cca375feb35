"""A change of what decides whether a phase is complete, or of what its checks look at, with its direction."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

HELD = "everything passed, and a person has to agree first"
"""How the reason begins for which a completion waits."""


class Direction(StrEnum):
    """What a change does to the bar."""

    RAISED = "raised"
    LOWERED = "lowered"
    CHANGED = "changed"
    """Neither: it cannot be said, or it makes no difference."""


class Change(NamedTuple):
    """One change."""

    where: str
    """What was changed: `check suite`, or a path."""
    direction: Direction
    words: str
    """How: `expect.failed: 0 → <= 2`."""
    place: str = ""
    """file:line, where it is known."""
    commit: str = ""
    """The commit that changed it; empty while it is in no commit, or not known."""

    @property
    def line(self) -> str:
        """What is agreed to, and kept: it stays the same when lines move."""
        return f"{self.where}: {self.words}" if self.where else self.words

    @property
    def told(self) -> str:
        """The same with where to look."""
        at = ", ".join(part for part in (self.place, self.commit[:7]) if part)
        return f"{self.line} ({at})" if at else self.line


def lowered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those that lower the bar."""
    return tuple(change for change in changes if change.direction is Direction.LOWERED)


def count(changes: Iterable[Change], direction: Direction) -> int:
    """How many go in a direction."""
    return sum(change.direction is direction for change in changes)
