"""An event as plain JSON data."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from tracker.journal.events import Event


def plain_event(event: Event) -> dict[str, Any]:
    """Field to value; tuples as lists, a log as a mapping."""
    return {f.name: _plain(getattr(event, f.name)) for f in fields(event)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
