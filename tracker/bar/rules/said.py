"""What a rule is, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracker.bar.change import Direction

UP, DOWN, SAME = Direction.RAISED, Direction.LOWERED, Direction.CHANGED

Said = Iterator[tuple[Direction, str]]
Rule = Callable[[str, Any, Any], Said]
"""(name of the key, before, after) → each change with its words. None stands for a key that the plan does not have."""


def show(value: Any) -> str:
    """A value in a line."""
    if value is None or value in ([], {}, ""):
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(show(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={show(inner)}" for name, inner in value.items())
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - what still fits on a line


def moved(name: str, before: Any, after: Any) -> str:
    """`expect.failed: 0 → <= 2`."""
    return f"{name}: {show(before)} → {show(after)}"


def listed(value: Any) -> list[Any]:
    """A value that may be one, several or none."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
