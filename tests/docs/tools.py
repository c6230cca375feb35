"""The table of the tools in docs/mcp.md, from their declarations. To write it anew: `python -m tests.docs.tools`."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from tracker.mcp.tool import Tool
from tracker.mcp.tools import TOOLS

PAGE = ROOT / "docs/mcp.md"
_TABLE = re.compile(
    r"(?<=<!-- tools -->\n\| tool \| takes \| what it is for \| changes \|\n\|---\|---\|---\|---\|\n)(?:\|.*\n)*"
)
_CHANGES = {(True, False): "nothing", (False, False): "records it", (False, True): "as `tracker run` does"}


def row(tool: Tool) -> str:
    """One tool."""
    properties, required = tool.schema["properties"], tool.schema["required"]
    takes = ", ".join(f"`{name}`" if name in required else f"[`{name}`]" for name in properties if name != "checkout")
    changes = _CHANGES[tool.annotations["readOnlyHint"], tool.annotations["destructiveHint"]]
    return f"| `{tool.name}` | {takes} | {tool.about.partition('. ')[0].rstrip('.')}. | {changes} |\n"


def page(text: str) -> str:
    """The page with the table as it has to be."""
    table = "".join(map(row, TOOLS.values()))
    return _TABLE.sub(lambda _: table, text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
