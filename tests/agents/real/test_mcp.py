"""The agents' own programs talk to `tracker mcp`: they find the tools, a run is made, and its answer reaches the model.

A scripted model on loopback says what they do; no key and no network is needed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.agents.models import Models, Turn, say, use
from tests.agents.programs import program
from tests.conftest import ROOT, Place

SECONDS = 120
pytestmark = [pytest.mark.timeout(2 * SECONDS)]


class Agent(NamedTuple):
    """How a program is told of the server and of the model, and how a model calls the tool there."""

    turns: tuple[Turn, ...]
    client: str
    """How the name begins that it gives."""
    words: Callable[[Place, str, int], tuple[list[str], dict[str, str]]]
    """(arguments, environment) for a place, the server's command and the model's port."""


def claude(place: Place, server: str, port: int) -> tuple[list[str], dict[str, str]]:
    place.write("mcp.json", json.dumps({"mcpServers": {"tracker": {"command": server, "args": ["mcp"]}}}))
    words = ["-p", "go", "--output-format", "json", "--mcp-config", "mcp.json", "--allowedTools", "mcp__tracker__run"]
    return words, {
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", "ANTHROPIC_API_KEY": "sk-ant-fake", "DISABLE_TELEMETRY": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
    }  # fmt: skip


def codex(place: Place, server: str, port: int) -> tuple[list[str], dict[str, str]]:
    home = Path(place.env["HOME"], ".codex")
    home.mkdir()
    (home / "config.toml").write_text(
        'model = "gpt-5.5"\nmodel_provider = "fake"\n'
        f'[model_providers.fake]\nname = "fake"\nbase_url = "http://127.0.0.1:{port}/v1"\nenv_key = "FAKE_KEY"\n'
        'wire_api = "responses"\nrequest_max_retries = 0\nstream_max_retries = 0\n'
        f'[mcp_servers.tracker]\ncommand = "{server}"\nargs = ["mcp"]\ntool_timeout_sec = 3600\n'
    )
    return ["exec", "--json", "-s", "danger-full-access", "go"], {"CODEX_HOME": str(home), "FAKE_KEY": "x"}


def gemini(place: Place, server: str, port: int) -> tuple[list[str], dict[str, str]]:
    home = Path(place.env["HOME"], ".gemini")
    home.mkdir()
    servers = {"tracker": {"command": server, "args": ["mcp"], "timeout": 3600000}}
    settings = {"security": {"auth": {"selectedType": "gemini-api-key"}}, "mcpServers": servers}
    (home / "settings.json").write_text(json.dumps(settings))
    words = ["-p", "go", "--output-format", "json", "--approval-mode", "yolo", "-m", "gemini-2.5-flash"]
    base = {"GEMINI_API_KEY": "fake", "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}"}
    return words, {**base, "GEMINI_CLI_TRUST_WORKSPACE": "true"}


def opencode(place: Place, server: str, port: int) -> tuple[list[str], dict[str, str]]:
    fake = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "x"},
        "models": {"m": {"name": "m", "tool_call": True}},
    }
    known = {"tracker": {"type": "local", "command": [server, "mcp"], "enabled": True, "timeout": 3600000}}
    place.write("opencode.json", json.dumps({"provider": {"fake": fake}, "model": "fake/m", "mcp": known}))
    off = ("OPENCODE_DISABLE_MODELS_FETCH", "OPENCODE_DISABLE_AUTOUPDATE", "OPENCODE_DISABLE_LSP_DOWNLOAD")
    return ["run", "--format", "json", "go"], dict.fromkeys(off, "1")


def copilot(place: Place, server: str, port: int) -> tuple[list[str], dict[str, str]]:
    home = Path(place.env["HOME"], ".copilot")
    home.mkdir()
    known = {"tracker": {"type": "local", "command": server, "args": ["mcp"], "tools": ["*"]}}
    (home / "mcp-config.json").write_text(json.dumps({"mcpServers": known}))
    return ["-p", "go", "--output-format", "json", "--allow-all-tools", "--no-auto-update"], {
        "COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{port}/v1", "COPILOT_PROVIDER_API_KEY": "not-a-key",
        "COPILOT_MODEL": "fake-model", "COPILOT_OFFLINE": "true",
    }  # fmt: skip


CONNECTED = use("WaitForMcpServers")
"""Claude Code asks its model before its servers have answered, and has a tool to wait for them."""
AGENTS = {
    "claude": Agent((CONNECTED, use("mcp__tracker__run", phase="1")), "claude-code", claude),
    "codex": Agent((use("run", namespace="mcp__tracker", phase="1"),), "codex-mcp-client", codex),
    "gemini": Agent((use("mcp_tracker_run", phase="1"),), "gemini-cli-mcp-client", gemini),
    "opencode": Agent((use("tracker_run", phase="1"),), "opencode", opencode),
    "copilot": Agent((use("tracker-run", phase="1"),), "copilot-cli", copilot),
}


@pytest.fixture
def server(tmp_path: Path) -> str:
    """`tracker` as a program on its own: clients hand on little of their environment."""
    script = tmp_path / "tracker"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m tracker "$@"\n')
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize("name", AGENTS)
def test_a_run_through_the_program_is_recorded_and_its_answer_reaches_the_model(name: str, stepped: Place, server: str) -> None:
    path, agent = program(name), AGENTS[name]
    with Models([*agent.turns, say("Done.")]) as models:
        words, env = agent.words(stepped, server, models.port)
        stepped.write(".gitignore", "mcp.json\nopencode.json\n")
        stepped.commit("What the agent needs")
        done = subprocess.run(
            [path, *words], cwd=stepped.path, env={**stepped.env, "TERM": "dumb", **env}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    assert len(models.calls) > len(agent.turns), done.stderr[-2000:] + done.stdout[-2000:]
    told = models.calls[-1].text
    run: Any = stepped.tracker("log", "--json").json["runs"][0]
    assert (run["outcome"], run["who"]["kind"]) == ("passed", "agent"), told[-2000:]
    assert run["who"]["agent"].startswith(agent.client)
    assert stepped.status()["phase-1"]["status"] == "complete"
    assert run["run"] in told
    assert "tracker run 2" in told, "what comes next"
