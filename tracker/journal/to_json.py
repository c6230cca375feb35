"""An event as plain JSON data."""

from __future__ import annotations

from typing import Any

from tracker.journal.events import Event, Newer
from tracker.model.cause import Cause
from tracker.model.log import Log


def plain_event(event: Event | Newer) -> dict[str, Any]:
    """Field to value; tuples as lists, a log as a mapping. Of a newer event just what the line has."""
    if isinstance(event, Newer):
        return dict(event.fields)
    return {name: _plain(value) for name, value in zip(event._fields, event, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, Log):
        return value._asdict()
    if isinstance(value, Cause):
        return {**value._asdict(), "tests": list(value.tests)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
