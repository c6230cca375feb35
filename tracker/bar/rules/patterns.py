"""Rules for regular expressions: which of two finds more."""

from __future__ import annotations

import re
from typing import Any

from tracker.bar.rules.said import DOWN, SAME, UP, Rule, Said, listed, show

_ALL = frozenset({"", ".*", ".+", ".", "^", "$", "^.*$", "(?s).*", r"[\s\S]*", r"[\s\S]+", "*", "**", "**/*"})
"""Patterns that find something in everything."""


def patterns(*, wanted: bool) -> Rule:
    """Regular expressions that must be found (`wanted`), or must not."""

    def rule(name: str, before: Any, after: Any) -> Said:
        old, new = listed(before), listed(after)
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
    old, new = listed(before), listed(after)
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
