"""The formats, for editors and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.state.table import rows

if TYPE_CHECKING:
    from tracker.views.faces.schema import JsonSchema, StatesFace


def schema(what: str) -> JsonSchema:
    """JSON Schema of `tracker.yaml` (`settings`), a phase file (`phase`), what documents (`views`) or a prompt show, or what
    commands print with `--json` (`faces`).
    """
    if what == "faces":
        from tracker.views.face_schema import faces_schema

        return faces_schema()
    if what in ("views", "prompt"):
        return _view_schema(what)
    from tracker.spec.schema import json_schema

    return json_schema(what)


def _view_schema(what: str) -> JsonSchema:
    """JSON Schema of `views` in `tracker summary --json`, or of `view` in `tracker prompt --json`."""
    from pydantic import TypeAdapter

    from tracker.checking.described import Described
    from tracker.documents.prompts.view import PromptView
    from tracker.documents.sections import view_type

    if what == "views":
        title, made = (
            "The views of tracker",
            TypeAdapter(view_type()).json_schema(mode="serialization", schema_generator=Described),
        )
    else:
        title, made = (
            "The view of a prompt",
            TypeAdapter(PromptView).json_schema(mode="serialization", schema_generator=Described),
        )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def states() -> StatesFace:
    """The transition table."""
    return {
        "format_version": 1,
        "kind": "states",
        "transitions": [{"from": a, "through": t, "to": b} for a, t, b in rows()],
    }
