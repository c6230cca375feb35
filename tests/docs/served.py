"""tracker/mcp/schemas.json, from the types of the tools' answers. To write it anew: `python -m tests.docs.served`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tracker.mcp import answers
from tracker.mcp.listing import SCHEMAS
from tracker.mcp.tools import TOOLS

FILE = Path(SCHEMAS)


def answer_type(tool: str) -> type:
    """`StatusAnswer` for `status`."""
    made: type = getattr(answers, f"{tool.capitalize()}Answer")
    return made


def schemas() -> dict[str, Any]:
    """Tool → the schema of what it answers: closed, and without words, which docs/mcp.md and docs/json.md have."""
    found = {tool: _bare(TypeAdapter(answer_type(tool)).json_schema(mode="serialization")) for tool in TOOLS}
    for schema in found.values():
        schema["properties"]["left_out"] = {"type": "array", "items": {"type": "string"}}  # what `fit` adds
    return found


def _bare(schema: Any, *, names: bool = False) -> Any:
    """`names`: the keys are names of ours and no words of JSON Schema."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = schema if names else {key: value for key, value in schema.items() if key not in ("title", "description")}
    found = {key: _bare(value, names=not names and key in ("properties", "$defs")) for key, value in kept.items()}
    return {**found, "additionalProperties": False} if not names and "properties" in found else found


def text() -> str:
    """As it is written: a tool a line."""
    lines = (f"{json.dumps(tool)}: {json.dumps(schema, separators=(',', ':'))}" for tool, schema in schemas().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text())
