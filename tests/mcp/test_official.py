"""The server against what the protocol's authors publish: their models of every message, and their client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from mcp import Client as OfficialClient
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import methods
from mcp_types.jsonrpc import JSONRPCError, JSONRPCResponse

from tests.conftest import Place
from tests.mcp.client import serving
from tracker.mcp.protocol import ABLE_KEY, CLIENT_KEY, HANDSHAKE, PER_REQUEST, VERSION_KEY

ASKED = (
    ("tools/list", {}),
    ("tools/call", {"name": "status", "arguments": {}}),
    ("tools/call", {"name": "explain", "arguments": {"phase": "1"}}),
    ("tools/call", {"name": "explain", "arguments": {"phase": "9"}}),
    ("tools/call", {"name": "run", "arguments": {"phase": "1"}}),
    ("tools/call", {"name": "note", "arguments": {"phase": "1", "text": "x"}}),
    ("resources/list", {}),
    ("resources/templates/list", {}),
    ("resources/read", {"uri": "tracker://prompt/1"}),
)


@pytest.mark.parametrize("version", [*HANDSHAKE, *PER_REQUEST])
def test_every_message_is_one_of_its_revision(stepped: Place, version: str) -> None:
    modern = version in PER_REQUEST
    meta = {VERSION_KEY: version, ABLE_KEY: {}, CLIENT_KEY: {"name": "t", "version": "1"}} if modern else {}
    with serving(stepped, begun=False) as client:
        if modern:
            answer = client.ask("server/discover", {"_meta": meta})
            methods.validate_server_result("server/discover", version, answer["result"])
        else:
            params = {"protocolVersion": version, "capabilities": {"roots": {}}, "clientInfo": {"name": "t", "version": "1"}}
            answer = client.ask("initialize", params)
            methods.validate_server_result("initialize", version, answer["result"])
            client.send("notifications/initialized")
        for method, params in ASKED:
            answer = client.ask(method, {**params, "_meta": {**meta, "progressToken": "p"}})
            JSONRPCResponse.model_validate(answer)
            methods.validate_server_result(method, version, answer["result"])
            methods.parse_server_result(method, version, answer["result"])
        for message in client.heard:
            if "id" in message:
                methods.parse_server_request(message["method"], version, message.get("params"))
            else:
                methods.parse_server_notification(message["method"], version, message["params"])
        assert any(message["method"] == "notifications/progress" for message in client.heard)
        for method, params in (("no/such", {}), ("tools/call", {"name": "no"}), ("resources/read", {"uri": "tracker://x/y"})):
            JSONRPCError.model_validate(client.ask(method, {**params, "_meta": meta} if modern else params))


def talk(place: Place, mode: str, say: Callable[[Any], Awaitable[None]], **more: Any) -> None:
    """Let the official client talk to a server in a place."""

    async def session() -> None:
        parameters = StdioServerParameters(
            command=sys.executable, args=["-P", "-m", "tracker", "mcp"], cwd=str(place.path), env=place.env
        )
        async with OfficialClient(stdio_client(parameters), mode=mode, **more) as client:
            await say(client)

    anyio.run(session)


@pytest.mark.parametrize(("mode", "version"), [("legacy", "2025-11-25"), ("auto", "2026-07-28"), ("2026-07-28", "2026-07-28")])
def test_the_official_client_does_a_phase(stepped: Place, mode: str, version: str) -> None:
    told: list[str | None] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)

    async def say(client: Any) -> None:
        assert client.protocol_version == version
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools["status"].annotations.read_only_hint is True
        assert tools["run"].annotations.destructive_hint is True
        found = await client.call_tool("next", {})
        assert found.structured_content["phase"] == "phase-1"
        await client.call_tool("start", {"phase": "1"})
        done = await client.call_tool("run", {"phase": "1"}, progress_callback=on_progress)
        assert done.structured_content["outcome"] == "passed"
        refused = await client.call_tool("explain", {"phase": "9"})
        assert refused.is_error
        resources = await client.list_resources()
        text = await client.read_resource(resources.resources[0].uri)
        assert json.dumps(text.contents[0].text)

    talk(stepped, mode, say)
    assert stepped.status()["phase-1"]["status"] == "complete"
    assert told[-1] == "phase-1 completed"


def test_the_official_client_cancels_a_run(place: Place) -> None:
    place.write(".gitignore", "began\n")
    place.phase("phase-1", "checks: [{id: slow, kind: command, run: 'touch began; sleep 60', inputs: []}]\n")
    place.commit("Start")

    async def say(client: Any) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "run", {"phase": "1"})
            with anyio.fail_after(40):
                while not (place.path / "began").exists():  # noqa: ASYNC110 - another process says so
                    await anyio.sleep(0.05)
            tasks.cancel_scope.cancel()
        with anyio.fail_after(40):
            while place.tracker("log", "--json").json["runs"][0]["outcome"] != "interrupted":  # noqa: ASYNC110 - as above
                await anyio.sleep(0.1)
        assert (await client.call_tool("status", {})).structured_content["total"] == 1

    talk(place, "legacy", say)
