"""Rules for limits of figures."""

from __future__ import annotations

from math import inf
from typing import Any

from tracker.bar.change import Direction
from tracker.bar.rules.said import DOWN, SAME, UP, Rule, Said, moved
from tracker.checking.bound import BoundValue, parse_bound

Interval = tuple[float, bool, float, bool]
"""Lower end, whether it is inside, upper end, whether it is inside."""


def bound(implied: str = "", *, less_is_more: bool | None = None) -> Rule:
    """A limit of a figure; `implied`: what holds without one. Of two that have nothing to do with each other the one that asks
    for more is told by `less_is_more`, where that is known.
    """

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = _interval(before, implied), _interval(after, implied)
        said = moved(name, before if before is not None else implied, after if after is not None else implied)
        yield _compared(old, new, less_is_more=less_is_more), said

    return rule


def bounds(name: str, before: Any, after: Any) -> Said:
    """Limits by the name of a figure."""
    old, new = before or {}, after or {}
    rule = bound()
    for figure_name in sorted({*old, *new}):
        if old.get(figure_name) != new.get(figure_name):
            yield from rule(f"{name}.{figure_name}", old.get(figure_name), new.get(figure_name))


def _interval(text: Any, implied: str) -> Interval:
    if text is None or text == "":
        if not implied:
            return (-inf, False, inf, False)
        text = implied
    try:
        value = parse_bound(text)
    except ValueError:
        return (-inf, False, inf, False)
    return _ends(value)


def _ends(value: BoundValue) -> Interval:
    if value.upper is not None:
        return (value.limit, True, value.upper, True)
    return {
        "": (value.limit, True, value.limit, True),
        ">=": (value.limit, True, inf, False),
        ">": (value.limit, False, inf, False),
        "<=": (-inf, False, value.limit, True),
        "<": (-inf, False, value.limit, False),
    }[value.relation]


def _inside(inner: Interval, outer: Interval) -> bool:
    low = inner[0] > outer[0] or (inner[0] == outer[0] and (outer[1] or not inner[1]))
    high = inner[2] < outer[2] or (inner[2] == outer[2] and (outer[3] or not inner[3]))
    return low and high


def _compared(old: Interval, new: Interval, *, less_is_more: bool | None) -> Direction:
    if old == new:
        return SAME
    if _inside(new, old):
        return UP
    if _inside(old, new):
        return DOWN
    if less_is_more is None:
        return SAME
    if less_is_more:
        return DOWN if new[2] > old[2] else UP
    return DOWN if new[0] < old[0] else UP
