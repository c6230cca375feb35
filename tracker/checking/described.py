"""JSON Schema with what pydantic leaves out of dataclasses: their docstrings, and what each field means."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, is_dataclass
from typing import Any

import yaml
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DataclassSchema

from tracker.model.meanings import meanings


class Described(GenerateJsonSchema):
    """The generator for `TypeAdapter.json_schema`. A field that is made by a call says in its metadata what it means."""

    def dataclass_schema(self, schema: DataclassSchema) -> JsonSchemaValue:
        """The class's and its fields' explanations beside what pydantic says."""
        made, kind = super().dataclass_schema(schema), schema["cls"]
        spell = getattr(kind, "__pydantic_config__", {}).get("alias_generator", str)
        for name, known in kind.__dataclass_fields__.items():
            found = made["properties"].get(spell(name))
            if found is not None:
                found.pop("title", None)  # the key once more, with a capital
                found.update(_explained(kind, known) | _default(kind, known))
        return {**made, "description": inspect.getdoc(kind)}


def _explained(kind: type, known: Field[Any]) -> dict[str, Any]:
    told = meanings(kind).get(known.name)
    text = told.text if told else known.metadata.get("description")
    examples = {"examples": [yaml.safe_load(told.example)]} if told and told.example else {}
    return ({"description": text} if text else {}) | examples


def _default(kind: type, known: Field[Any]) -> dict[str, Any]:
    """What nothing stands for, as it would be written. pydantic has it right where it is a plain value."""
    told = meanings(kind).get(known.name)
    if told and told.default:
        return {"default": told.default}
    parts = known.default_factory is not MISSING or is_dataclass(known.default)
    return {"default": {}} if parts else {}
