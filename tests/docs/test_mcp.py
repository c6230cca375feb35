"""docs/mcp.md and the schemas of the answers say what the tools are."""

from __future__ import annotations

import json
import re
import tomllib

from jsonschema import Draft202012Validator

from tests.conftest import ROOT
from tests.docs import served, tools
from tracker.mcp.answer import LIMIT
from tracker.mcp.protocol import VERSIONS
from tracker.mcp.resources import LIMIT as WHOLE
from tracker.mcp.resources import SCHEME, templates
from tracker.mcp.tools import TOOLS

PAGE = (ROOT / "docs/mcp.md").read_text()


def test_the_table_of_the_tools_is_that_of_the_registry() -> None:
    assert tools.page(PAGE) == PAGE
    for tool in TOOLS.values():
        assert tools.row(tool) in PAGE


def test_the_schemas_are_those_of_the_types() -> None:
    assert served.FILE.read_text() == served.text()
    for schema in served.schemas().values():
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"


def test_every_resource_revision_and_limit_is_named() -> None:
    for template in templates():
        kind = template["uriTemplate"].removeprefix(SCHEME).partition("/")[0]
        assert f"| `{SCHEME}{kind}/" in PAGE
    for version in VERSIONS:
        assert version in PAGE
    assert f"at most {LIMIT:,} characters" in PAGE
    assert f"at most {WHOLE:,} characters" in PAGE


def test_the_lines_for_clients_are_what_they_read() -> None:
    for language, text in re.findall(r"```(json|toml)\n(.*?)```", PAGE, re.DOTALL):
        found = json.loads(text) if language == "json" else tomllib.loads(text)
        (servers,) = found.values()
        assert servers["tracker"]["command"] in ("tracker", ["tracker", "mcp"])
        assert servers["tracker"].get("args", ["mcp"]) == ["mcp"]
