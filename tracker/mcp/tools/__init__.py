"""The tools, in the order in which a client lists them. None of them completes, accepts or approves anything."""

from __future__ import annotations

from tracker.mcp.tool import Tool
from tracker.mcp.tools import explain, issues, next, note, prompt, propose, run, start, status  # noqa: A004 - a verb's name

TOOLS: dict[str, Tool] = {
    module.TOOL.name: module.TOOL for module in (status, next, prompt, explain, issues, start, run, note, propose)
}
"""Name → tool."""
