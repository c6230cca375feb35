"""The formats, for editors and programs."""

from __future__ import annotations

from typing import Any

from tracker.state.table import rows


def schema(what: str) -> dict[str, Any]:
    """JSON Schema of `tracker.yaml` (`settings`), a phase file (`phase`), or what documents (`views`) or a prompt show."""
    if what in ("views", "prompt"):
        return _view_schema(what)
    from tracker.spec.schema import json_schema

    return json_schema(what)


def _view_schema(what: str) -> dict[str, Any]:
    """JSON Schema of `views` in `tracker summary --json`, or of `view` in `tracker prompt --json`."""
    from pydantic import TypeAdapter

    from tracker.documents.prompts.view import PromptView
    from tracker.documents.sections import view_type

    if what == "views":
        title, made = "The views of tracker", TypeAdapter(view_type()).json_schema(mode="serialization")
    else:
        title, made = "The view of a prompt", TypeAdapter(PromptView).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def states() -> dict[str, Any]:
    """The transition table."""
    return {
        "format_version": 1,
        "kind": "states",
        "transitions": [{"from": a, "through": t, "to": b} for a, t, b in rows()],
    }
