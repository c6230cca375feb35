"""The formats, for editors and programs."""

from __future__ import annotations

from typing import Any

from tracker.state.table import rows


def schema(what: str) -> dict[str, Any]:
    """JSON Schema of `tracker.yaml` (`settings`), of a phase file (`phase`), or of the views that documents show (`views`)."""
    if what == "views":
        from tracker.commands.summary import views_schema

        return views_schema()
    from tracker.spec.schema import json_schema

    return json_schema(what)


def states() -> dict[str, Any]:
    """The transition table."""
    return {
        "format_version": 1,
        "kind": "states",
        "transitions": [{"from": a, "through": t, "to": b} for a, t, b in rows()],
    }
