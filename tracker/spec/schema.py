"""JSON Schema (draft 2020-12) of the plan's files, so that editors complete, explain and check what is typed."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from tracker.checking.described import Described
from tracker.checking.strict import Strict
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings

MODELS: dict[str, type[Strict]] = {"settings": Settings, "phase": Phase}
"""What a schema can be had of."""


def json_schema(what: str) -> dict[str, Any]:
    """The schema of one kind of file. Every scalar may be written plainly: YAML's numbers and booleans are read as text.

    Raises:
        KeyError: `what` is not in `MODELS`.
    """
    schema = TypeAdapter(MODELS[what]).json_schema(schema_generator=Described)
    loosened: dict[str, Any] = _loosened(schema)
    return loosened


_PLAIN = ["string", "number", "boolean"]
_LITERAL = {"default", "examples"}
"""What holds values, and no schemas."""


def _loosened(value: Any) -> Any:
    """Editors read `id: 4` as a number; the loader reads text. Let both be written where a text is wanted."""
    if isinstance(value, list):
        return [_loosened(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: inner if key in _LITERAL else _loosened(inner) for key, inner in value.items()}
    kind = changed.get("type")
    if kind == "string" and changed.get("const", "").isdecimal():
        word = changed.pop("const")
        changed |= {"enum": [word, int(word)], "type": ["string", "integer"]}
    elif kind == "string" and not {"enum", "const"} & changed.keys():
        changed["type"] = _PLAIN
    elif kind in ("integer", "number", "boolean"):
        changed["type"] = [kind, "string"]
    return changed
