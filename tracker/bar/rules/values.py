"""Rules for values that say nothing, or something only by being there; for switches, numbers and words."""

from __future__ import annotations

from math import inf
from typing import Any

from tracker.bar.rules.said import DOWN, SAME, UP, Rule, Said, moved


def changed(name: str, before: Any, after: Any) -> Said:
    """No direction can be told."""
    yield SAME, moved(name, before, after)


def excuse(name: str, before: Any, after: Any) -> Said:
    """A text that lets something off, such as `skip`."""
    if bool(before) == bool(after):
        yield SAME, moved(name, before, after)
    else:
        yield (DOWN if after else UP), moved(name, before, after)


def demand(name: str, before: Any, after: Any) -> Said:
    """Something that is asked for by being there."""
    if bool(before) == bool(after):
        yield SAME, moved(name, before, after)
    else:
        yield (UP if after else DOWN), moved(name, before, after)


def flag(*, default: bool, more: bool = True) -> Rule:
    """A switch; `more`: the side that asks for more."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = (default if value is None else _truth(value) for value in (before, after))
        yield (SAME if old == new else UP if new == more else DOWN), moved(name, old, new)

    return rule


def _truth(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


def figure(*, default: float, more: bool) -> Rule:
    """A number; `more`: whether a greater one asks for more."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = (default if value is None else float(value) for value in (before, after))
        yield (SAME if old == new else UP if (new > old) == more else DOWN), moved(name, f"{old:g}", f"{new:g}")

    return rule


def choice(*order: str) -> Rule:
    """A word of a list, that which asks for least first; empty text stands for no word."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = (order.index(value or "") for value in (before, after))
        yield (SAME if old == new else UP if new > old else DOWN), moved(name, before, after)

    return rule


def share(name: str, before: Any, after: Any) -> Said:
    """`no_slower_than: 10%`: a smaller share asks for more, and none for nothing."""
    old, new = (inf if value is None else float(str(value).rstrip("% ")) for value in (before, after))
    yield (SAME if old == new else UP if new < old else DOWN), moved(name, before, after)
