"""Rules for what a phase promises: deliverables, success criteria, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.bar.change import Direction
from tracker.bar.rules.lists import items
from tracker.bar.rules.said import DOWN, SAME, UP, Said, listed, moved, show
from tracker.bar.rules.values import excuse


def promises(name: str, before: Any, after: Any) -> Said:
    """Deliverables and success criteria, told apart by their words."""
    old, new = ({item["text"]: item for item in listed(value)} for value in (before, after))
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
    if old.get("person", "") != new.get("person", ""):
        yield SAME, moved(f"{name}: person", old.get("person"), new.get("person"))


_DEMANDS = ("changed", "created", "modified")
"""What is asked of a file, least first: nothing, that it is there, that it is there and differs."""


def declared(name: str, before: Any, after: Any) -> Said:
    """Files that a phase says it changes: one that was to be created, modified or deleted has to be."""
    old, new = ({item["path"]: item for item in listed(value)} for value in (before, after))
    for path, item in old.items():
        change = _change(item)
        if path not in new:
            yield (DOWN if change != "changed" else SAME), f"{name}: {path} ({change}) removed"
    for path, item in new.items():
        change = _change(item)
        if path not in old:
            yield (UP if change != "changed" else SAME), f"{name}: {path} ({change}) added"
            continue
        was = _change(old[path])
        if change != was:
            yield _asked(was, change), f"{name}: {path}: {was} → {change}"
        excuses = [known.get("earlier", "") for known in (old[path], item)]
        if excuses[0] != excuses[1]:
            yield from excuse(f"{name}: {path}: earlier", *excuses)


def _change(item: Mapping[str, Any]) -> str:
    return str(item.get("change", "changed"))


def _asked(was: str, change: str) -> Direction:
    if "deleted" in (was, change):
        return DOWN if change == "changed" else UP if was == "changed" else SAME
    return UP if _DEMANDS.index(change) > _DEMANDS.index(was) else DOWN
