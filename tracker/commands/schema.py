"""The formats, for editors and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracker.state.table import rows

if TYPE_CHECKING:
    from tracker.views.faces.schema import JsonSchema, StatesFace


BASE = "https://raw.githubusercontent.com/phasegate/phasegate/main/schema"
"""Where the published schemas lie."""


class _Head(NamedTuple):
    """What a schema says of itself."""

    file: str
    title: str
    description: str


HEADS = {
    "settings": _Head("tracker", "tracker.yaml", "Settings of a tracker plan: project, documents, issues, environment."),
    "phase": _Head("phase", "Phase of a tracker plan", "What a phase delivers, its steps, and the checks that prove it."),
    "views": _Head("views", "Views of tracker", "What documents are made from: `views` in `tracker summary --json`."),
    "prompt": _Head("prompt", "View of a prompt", "What a prompt is made from: `view` in `tracker prompt --json`."),
    "faces": _Head("faces", "Output of tracker --json", "What commands print with --json, by its `kind`."),
}


def schema(what: str) -> JsonSchema:
    """JSON Schema of `tracker.yaml` (`settings`), a phase file (`phase`), what documents (`views`) or a prompt show, or what
    commands print with `--json` (`faces`).

    Raises:
        KeyError: there is no such schema.
    """
    file, title, description = HEADS[what]
    head: JsonSchema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}/{file}.schema.json",
        "title": title,
        "description": description,
    }
    return {**head, **{key: value for key, value in _made(what).items() if key not in head}}


def _made(what: str) -> JsonSchema:
    if what == "faces":
        from tracker.views.face_schema import faces_schema

        return faces_schema()
    if what in ("views", "prompt"):
        from pydantic import TypeAdapter

        from tracker.checking.described import Described
        from tracker.documents.prompts.view import PromptView
        from tracker.documents.sections import view_type

        shown = PromptView if what == "prompt" else view_type()
        return TypeAdapter(shown).json_schema(mode="serialization", schema_generator=Described)
    from tracker.spec.schema import json_schema

    return json_schema(what)


def states() -> StatesFace:
    """The transition table."""
    return {
        "format_version": 1,
        "kind": "states",
        "transitions": [{"from": a, "through": t, "to": b} for a, t, b in rows()],
    }
