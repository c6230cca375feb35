"""The tools as a client is told of them. Needs no project."""

from __future__ import annotations

import json
import os

from tracker.mcp.tools import TOOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schemas.json")
"""Tool → the JSON Schema of what it answers, written from `answers.py`."""


def tools() -> list[dict[str, Any]]:
    """Every tool with its schemas."""
    with open(SCHEMAS, encoding="utf-8") as file:
        answers = json.load(file)
    return [
        {
            "name": tool.name,
            "title": tool.annotations["title"],
            "description": tool.about,
            "inputSchema": tool.schema,
            "outputSchema": answers[tool.name],
            "annotations": tool.annotations,
        }
        for tool in TOOLS.values()
    ]
