"""What a change of one key does to the bar: rules for the kinds of values that a plan has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any

from tracker.bar.change import Direction
from tracker.bar.commands import evasions, joined, lessened
from tracker.checking.bound import BoundValue, parse_bound

UP, DOWN, SAME = Direction.RAISED, Direction.LOWERED, Direction.CHANGED

Said = Iterator[tuple[Direction, str]]
Rule = Callable[[str, Any, Any], Said]
"""(name of the key, before, after) → each change with its words. None stands for a key that the plan does not have."""

_ALL = frozenset({"", ".*", ".+", ".", "^", "$", "^.*$", "(?s).*", r"[\s\S]*", r"[\s\S]+", "*", "**", "**/*"})
"""Patterns that find something in everything."""


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


# -- values that say nothing, or something only by being there ----------------------------------------------------------


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


# -- bounds -------------------------------------------------------------------------------------------------------------

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


# -- lists --------------------------------------------------------------------------------------------------------------


def items(*, more: bool, ordered: bool = False) -> Rule:
    """A list of names; `more`: whether one more asks for more."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = _listed(before), _listed(after)
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


def _listed(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def patterns(*, wanted: bool) -> Rule:
    """Regular expressions that must be found (`wanted`), or must not."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = _listed(before), _listed(after)
        gone, added = [p for p in old if p not in new], [p for p in new if p not in old]
        for one, other in zip(gone, added, strict=False):
            wider = _wider(str(one), str(other))
            direction = SAME if wider is None else (DOWN if wider == wanted else UP)
            yield direction, f"{name}: `{show(one)}` → `{show(other)}`"
        for item in gone[len(added) :]:
            yield DOWN, f"{name}: `{show(item)}` removed"
        for item in added[len(gone) :]:
            yield UP, f"{name}: `{show(item)}` added"

    return rule


def matcher(name: str, before: Any, after: Any) -> Said:
    """Patterns any of which makes a failure a known one: what matches more, excuses more."""
    old, new = _listed(before), _listed(after)
    gone, added = [p for p in old if p not in new], [p for p in new if p not in old]
    for one, other in zip(gone, added, strict=False):
        wider = _wider(str(one), str(other))
        yield (SAME if wider is None else DOWN if wider else UP), f"{name}: `{show(one)}` → `{show(other)}`"
    for item in gone[len(added) :]:
        yield (UP if new else DOWN), f"{name}: `{show(item)}` removed" + ("" if new else ", so everything else matches")
    for item in added[len(gone) :]:
        yield (DOWN if old else SAME), f"{name}: `{show(item)}` added"


def _wider(before: str, after: str) -> bool | None:
    """Whether a pattern finds more than the one before; None when that cannot be said."""
    if after in _ALL or before in _ALL:
        return None if after in _ALL and before in _ALL else after in _ALL
    old, new = set(_alternatives(before)), set(_alternatives(after))
    if old < new:
        return True
    if new < old:
        return False
    if _literal(after) and after in before:
        return True
    if _literal(before) and before in after:
        return False
    loose = len(re.findall(r"\.[*+]|\\[wWsSdD][*+]|\?", after)) - len(re.findall(r"\.[*+]|\\[wWsSdD][*+]|\?", before))
    return True if loose > 0 else False if loose < 0 else None


def _alternatives(pattern: str) -> list[str]:
    inner = pattern[1:-1] if pattern.startswith("(") and pattern.endswith(")") else pattern
    inner = inner.removeprefix("?:")
    return re.split(r"(?<!\\)\|", inner)


def _literal(pattern: str) -> bool:
    return re.search(r"[.*+?^$()\[\]{}|\\]", pattern) is None


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
    old, new = ({_waived(item): item for item in _listed(value)} for value in (before, after))
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


# -- commands and variables ---------------------------------------------------------------------------------------------


def command(name: str, before: Any, after: Any) -> Said:
    """A command: another one is only a change, unless it cannot fail any more or looks at less."""
    old, new = joined(before), joined(after)
    ways, back = list(lessened(old, new)), list(lessened(new, old))
    said = f"{name}: `{show(old)}` → `{show(new)}`"
    if ways:
        yield DOWN, f"{said}: {'; '.join(ways)}"
    else:
        yield (UP if back else SAME), said


def shell(name: str, before: Any, after: Any) -> Said:
    """What a command is given to. One that is written out and does not stop at the first failure asks for less."""
    yield (DOWN if _goes_on(after) and not _goes_on(before) else SAME), moved(name, before, after)


def _goes_on(value: Any) -> bool:
    words = _listed(value)
    return len(words) > 1 and not any(re.fullmatch(r"-\w*e\w*", str(word)) for word in words)


def variables(name: str, before: Any, after: Any) -> Said:
    """What a process sees in its environment."""
    old, new = before or {}, after or {}
    for key in sorted({*old, *new}):
        one, other = old.get(key), new.get(key)
        if one != other:
            known, now = (evasions(f"{key}= {value or ''}") for value in (one, other))
            fresh = [words for word, words in now.items() if word not in known]
            said = moved(f"{name}.{key}", one, other)
            yield (DOWN, f"{said}: {'; '.join(fresh)}") if fresh else (SAME, said)


# -- what a phase promises ----------------------------------------------------------------------------------------------


def promises(name: str, before: Any, after: Any) -> Said:
    """Deliverables and success criteria, told apart by their words."""
    old, new = ({item["text"]: item for item in _listed(value)} for value in (before, after))
    for text in old:
        if text not in new:
            yield DOWN, f"{name}: removed: {show(text)}"
    for text, item in new.items():
        if text not in old:
            yield UP, f"{name}: added: {show(text)}"
        elif item != old[text]:
            yield from _proofs(f"{name}: {show(text)}", old[text], item)


def _proofs(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Said:
    for key in ("done_when", "phases"):
        yield from items(more=True)(f"{name}: {key}", old.get(key), new.get(key))


def declared(name: str, before: Any, after: Any) -> Said:
    """Files that a phase says it changes: one that was to be created or changed has to be."""
    old, new = ({item["path"]: item.get("change", "changed") for item in _listed(value)} for value in (before, after))
    for path in old:
        if path not in new:
            yield (DOWN if old[path] != "changed" else SAME), f"{name}: {path} ({old[path]}) removed"
    for path, change in new.items():
        if path not in old:
            yield (UP if change != "changed" else SAME), f"{name}: {path} ({change}) added"
        elif change != old[path]:
            yield (DOWN if change == "changed" else SAME), f"{name}: {path}: {old[path]} → {change}"
