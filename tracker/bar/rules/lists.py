"""Rules for lists and mappings: of names, inputs, variants, allowances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.bar.rules.said import DOWN, SAME, UP, Rule, Said, listed, moved, show


def items(*, more: bool, ordered: bool = False) -> Rule:
    """A list of names; `more`: whether one more asks for more."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = listed(before), listed(after)
        for item in old:
            if item not in new:
                yield (DOWN if more else UP), f"{name}: {show(item)} removed"
        for item in new:
            if item not in old:
                yield (UP if more else DOWN), f"{name}: {show(item)} added"
        if ordered and sorted(map(str, old)) == sorted(map(str, new)) and old != new:
            yield SAME, moved(name, before, after)

    return rule


def people(name: str, before: Any, after: Any) -> Said:
    """Who may approve: each one more asks for less, and nobody named means everybody."""
    if bool(before) != bool(after):
        yield (
            (UP if after else DOWN),
            f"{name}: {show(before) if before else 'everybody'} → {show(after) if after else 'everybody'}",
        )
    else:
        yield from items(more=False)(name, before, after)


def globs(name: str, before: Any, after: Any) -> Said:
    """Inputs: what can change a result. None means everything."""
    if before == after:
        return
    if before is None or after is None:
        yield (DOWN if before is None else UP), f"{name}: {_inputs(before)} → {_inputs(after)}"
        return
    for pattern in before:
        if pattern not in after:
            yield (UP if pattern.startswith("!") else DOWN), f"{name}: `{pattern}` removed"
    for pattern in after:
        if pattern not in before:
            yield (DOWN if pattern.startswith("!") else UP), f"{name}: `{pattern}` added"


def _inputs(value: Any) -> str:
    return "everything" if value is None else show(value)


def matrix(name: str, before: Any, after: Any) -> Said:
    """Axes and their values: each value is one more time that the check has to pass."""
    old, new = before or {}, after or {}
    for axis in sorted({*old, *new}):
        if axis not in new:
            yield DOWN, f"{name}: {axis} removed ({show(old[axis])})"
        elif axis not in old:
            yield UP, f"{name}: {axis} added ({show(new[axis])})"
        else:
            gone, added = (
                [v for v in one if v not in other] for one, other in ((old[axis], new[axis]), (new[axis], old[axis]))
            )
            yield from ((DOWN, f"variant {axis}={value} removed") for value in gone)
            yield from ((UP, f"variant {axis}={value} added") for value in added)


def named(name: str, before: Any, after: Any) -> Said:
    """A mapping of which each entry is something to do: variants of a benchmark, sources of figures."""
    old, new = before or {}, after or {}
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield SAME, moved(name, before, after)
        return
    for key in sorted({*old, *new}):
        if key not in new:
            yield DOWN, f"{name}: {key} removed"
        elif key not in old:
            yield UP, f"{name}: {key} added"
        elif old[key] != new[key]:
            yield SAME, moved(f"{name}.{key}", old[key], new[key])


def waivers(name: str, before: Any, after: Any) -> Said:
    """Allowances, each with its reason."""
    old, new = ({_waived(item): item for item in listed(value)} for value in (before, after))
    for key in old:
        if key not in new:
            yield UP, f"{name}: {key} removed"
    for key, item in new.items():
        if key not in old:
            why = item.get("why", "") if isinstance(item, Mapping) else ""
            yield DOWN, f"{name}: {key} added" + (f" ({why})" if why else "")
        elif item != old[key]:
            yield SAME, moved(f"{name}: {key}", old[key], item)


def _waived(item: Any) -> str:
    return str(item.get("tests", item)) if isinstance(item, Mapping) else str(item)
