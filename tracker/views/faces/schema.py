"""`tracker schema --json`."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face

JsonSchema = dict[str, Any]
"""A JSON Schema: open by nature."""


class SchemaFace(Face):
    """The JSON Schema of something, which `tracker schema` prints alone without `--json`."""

    kind: Literal["schema"]
    of: str
    """What it describes."""
    schema: JsonSchema
    """The schema."""


TransitionFace = TypedDict("TransitionFace", {"from": str, "through": str, "to": str})
"""How a phase comes from one status to another: `from` the one, `through` what happens, `to` the other."""


class StatesFace(Face):
    """All the statuses (docs/states.md)."""

    kind: Literal["states"]
    transitions: list[TransitionFace]
    """How a phase comes `from` one status, `through` what happens, `to` another."""
