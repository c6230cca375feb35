"""The plugin for Claude Code has the hooks and the words of this version."""

from __future__ import annotations

import json
import re

from tests.conftest import ROOT
from tracker import __version__
from tracker.cli.verbs import VERBS
from tracker.hooks import product
from tracker.hooks.events import entries

PLUGIN = ROOT / "integrations/claude"


def test_its_hooks_are_those_that_would_be_installed() -> None:
    found = json.loads((PLUGIN / "hooks/hooks.json").read_text())
    assert found == {"hooks": {event: [entry] for event, entry in entries(product("claude")).items()}}


def test_it_is_of_this_version_and_in_the_marketplace() -> None:
    plugin = json.loads((PLUGIN / ".claude-plugin/plugin.json").read_text())
    market = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())
    assert plugin["version"] == __version__
    (known,) = market["plugins"]
    assert (known["name"], known["description"]) == (plugin["name"], plugin["description"])
    assert (ROOT / known["source"]).resolve() == PLUGIN


def test_its_skill_names_commands_that_there_are() -> None:
    text = (PLUGIN / "skills/tracker/SKILL.md").read_text()
    named = set(re.findall(r"`tracker ([a-z-]+)", text))
    assert named
    assert named <= set(VERBS)
    (server,) = json.loads((PLUGIN / ".mcp.json").read_text())["mcpServers"].values()
    assert server["args"][0] in VERBS
