"""What a session costs that asks for nothing: the list of the tools needs none of what a project needs."""

from __future__ import annotations

import json

from tests.conftest import Place
from tests.mcp.client import serving

HEAVY = (
    "pydantic",
    "typer",
    "rich",
    "asyncio",
    "yaml",
    "git",
    "jinja2",
    "subprocess",
    "tracker.spec",
    "tracker.bootstrap.project",
)
SAY = "import atexit, json, sys\natexit.register(lambda: open('loaded.json', 'w').write(json.dumps(sorted(sys.modules))))\n"


def test_the_list_of_the_tools_needs_nothing_heavy(stepped: Place) -> None:
    stepped.write("aside/sitecustomize.py", SAY)
    with serving(stepped, PYTHONPATH=f"{stepped.path / 'aside'}:{stepped.env['PYTHONPATH']}") as client:
        assert len(client.ask("tools/list")["result"]["tools"]) == 9
        assert client.end() == 0
    loaded = json.loads(stepped.read("loaded.json"))
    assert "tracker.mcp.server" in loaded
    assert [name for name in HEAVY if name in loaded] == []
