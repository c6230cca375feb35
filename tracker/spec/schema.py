"""JSON Schema (draft 2020-12) of the plan's files, so that editors complete and check what is typed."""

from __future__ import annotations

import inspect
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DataclassSchema

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
    schema = TypeAdapter(MODELS[what]).json_schema(schema_generator=_Described)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_loosened(schema)}


class _Described(GenerateJsonSchema):
    """With the docstrings of dataclasses, which pydantic leaves out: a dataclass without one has its signature there."""

    def dataclass_schema(self, schema: DataclassSchema) -> JsonSchemaValue:
        return {**super().dataclass_schema(schema), "description": inspect.getdoc(schema["cls"])}


_PLAIN = ["string", "number", "boolean"]


def _loosened(value: Any) -> Any:
    """Editors read `id: 4` as a number; the loader reads text. Let both be written where a text is wanted."""
    if isinstance(value, list):
        return [_loosened(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _loosened(inner) for key, inner in value.items()}
    kind = changed.get("type")
    if kind == "string" and changed.get("const", "").isdecimal():
        word = changed.pop("const")
        changed |= {"enum": [word, int(word)], "type": ["string", "integer"]}
    elif kind == "string" and not {"enum", "const"} & changed.keys():
        changed["type"] = _PLAIN
    elif kind in ("integer", "number", "boolean"):
        changed["type"] = [kind, "string"]
    return changed
