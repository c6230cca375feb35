"""Rules for what a phase promises: deliverables, success criteria, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.bar.rules.lists import items
from tracker.bar.rules.said import DOWN, SAME, UP, Said, listed, show


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


def declared(name: str, before: Any, after: Any) -> Said:
    """Files that a phase says it changes: one that was to be created or changed has to be."""
    old, new = ({item["path"]: item.get("change", "changed") for item in listed(value)} for value in (before, after))
    for path in old:
        if path not in new:
            yield (DOWN if old[path] != "changed" else SAME), f"{name}: {path} ({old[path]}) removed"
    for path, change in new.items():
        if path not in old:
            yield (UP if change != "changed" else SAME), f"{name}: {path} ({change}) added"
        elif change != old[path]:
            yield (DOWN if change == "changed" else SAME), f"{name}: {path}: {old[path]} → {change}"
