"""The protocol's own rules: who may say what, and what is answered to everything else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import Any

import pytest

from tests.conftest import Place
from tests.mcp.client import NEWEST, serving
from tracker.mcp.protocol import ABLE_KEY, CLIENT_KEY, LINE_LIMIT, SERVER_KEY, VERSION_KEY

PER_REQUEST = {VERSION_KEY: "2026-07-28", ABLE_KEY: {}, CLIENT_KEY: {"name": "modern", "version": "1"}}


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("2025-06-18", "2025-06-18"), (NEWEST, NEWEST), ("2024-11-05", NEWEST), ("2026-07-28", NEWEST), ("9999-99-99", NEWEST)],
)
def test_a_handshake_ends_with_a_revision_that_both_know(stepped: Place, asked: str, spoken: str) -> None:
    with serving(stepped, begun=False) as client:
        found = client.begin(asked)
        assert found["protocolVersion"] == spoken
        assert found["serverInfo"]["name"] == "tracker"
        assert found["capabilities"] == {"tools": {}, "resources": {}}
        assert client.end() == 0


def test_without_a_handshake_each_request_says_which_revision_it_is(stepped: Place) -> None:
    with serving(stepped, begun=False) as client:
        found = client.ask("server/discover", {"_meta": PER_REQUEST})["result"]
        assert found["resultType"] == "complete"
        assert found["ttlMs"] == 0
        assert "2026-07-28" in found["supportedVersions"]
        called = client.ask("tools/call", {"name": "next", "arguments": {}, "_meta": PER_REQUEST})["result"]
        assert called["structuredContent"]["phase"] == "phase-1"
        assert called["_meta"][SERVER_KEY]["name"] == "tracker"
        refused = client.ask("tools/list", {"_meta": {**PER_REQUEST, VERSION_KEY: "2031-01-01"}})["error"]
        assert refused["code"] == -32022
        assert refused["data"]["requested"] == "2031-01-01"
        assert "2026-07-28" in refused["data"]["supported"]
        assert client.ask("tools/list", {"_meta": {VERSION_KEY: "2026-07-28"}})["error"]["code"] == -32602


def test_before_the_handshake_only_a_ping_is_answered(stepped: Place) -> None:
    with serving(stepped, begun=False) as client:
        assert client.ask("ping")["result"] == {}
        assert client.ask("tools/list")["error"]["code"] == -32600
        client.begin()
        assert client.ask("tools/list")["result"]["tools"]


@pytest.mark.parametrize("missing", ["protocolVersion", "capabilities", "clientInfo"])
def test_a_handshake_names_what_it_lacks(stepped: Place, missing: str) -> None:
    params = {"protocolVersion": NEWEST, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    del params[missing]
    with serving(stepped, begun=False) as client:
        error = client.ask("initialize", params)["error"]
        assert error["code"] == -32602
        assert error["message"].startswith(f"{missing}: expected ")


@pytest.mark.parametrize(
    ("line", "code", "words", "to"),
    [
        (b"{", -32700, "expected one JSON object", None),
        (b'{"a": NaN}', -32700, "NaN is no JSON", None),
        (b"\xff\xfe", -32700, "UTF-8", None),
        (b"[" * 200_000, -32700, "expected one JSON object", None),
        (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{"n":' + b"9" * 5000 + b"}}", -32700, "expected one JSON", None),
        (b"3", -32600, "found an integer", None),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, "batches are not part of this protocol", None),
        (b"[]", -32600, "batches", None),
        (b'{"id":7,"method":"ping"}', -32600, '"jsonrpc": "2.0"', 7),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, "as id, found nothing", None),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600, "as id, found a boolean", None),
        (b'{"jsonrpc":"2.0","id":7}', -32600, "as method, found nothing", 7),
        (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":[1]}', -32602, "as params, found an array", 7),
        (b'{"jsonrpc":"2.0","id":"x","method":"no/such"}', -32601, "no/such", "x"),
        (b'{"jsonrpc":"2.0","id":7,"method":"tools/call"}', -32602, "expected one of status, next", 7),
        (b'{"jsonrpc":"2.0","id":7,"method":"prompts/list"}', -32601, "prompts/list", 7),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_with_what_was_expected(
    stepped: Place, line: bytes, code: int, words: str, to: object
) -> None:
    with serving(stepped) as client:
        client.raw(line)
        error = client.answer(to)["error"]
        assert error["code"] == code
        assert words in error["message"]
        assert client.ask("ping")["result"] == {}


def test_a_message_that_is_too_long_is_refused_and_the_next_one_is_read(stepped: Place) -> None:
    with serving(stepped) as client:
        client.raw(b'{"jsonrpc":"2.0","id":7,"method":"' + b"x" * (LINE_LIMIT + 10) + b'"}')
        assert client.answer(None)["error"]["code"] == -32600
        assert client.ask("ping")["result"] == {}


def test_notifications_are_never_answered(stepped: Place) -> None:
    with serving(stepped) as client:
        client.send("notifications/cancelled", {"requestId": 99})
        client.send("notifications/cancelled", {"requestId": {"odd": 1}})
        client.send("notifications/whatever", {"a": 1})
        client.raw(b'{"jsonrpc":"2.0","id":"never-asked","result":{}}')
        client.raw(b"")
        assert client.ask("ping")["result"] == {}
        assert client.heard == []


def test_letters_of_every_kind_come_and_go_as_they_are(stepped: Place) -> None:
    said = "naïve “Zürich” ☃ 𝄞 \u2028 \u0007 end"
    with serving(stepped) as client:
        assert client.facts("note", phase="1", text=said)["note"]["text"] == said
        found = client.call("note", phase="1", text="lone \ud800 half")
        assert found["isError"]
        assert "not UTF-8" in found["content"][0]["text"]
        assert client.call("explain", phase="\ud800")["isError"]
        assert client.end() == 0


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("status", {"phase": 4}, "phase: expected a string, found an integer"),
        ("status", {"phase": ""}, "phase: expected a text, found an empty one"),
        ("status", {"fase": "4"}, "fase: there is no such argument, expected phase, checkout"),
        ("explain", {}, "phase: expected a string"),
        ("prompt", {"part": 0}, "part: expected 1 or more, found 0"),
        ("prompt", {"part": True}, "part: expected an integer, found a boolean"),
        ("run", {"checks": "ok"}, "checks: expected an array of strings, found a string"),
        ("run", {"checks": [1]}, "checks: expected an array of strings, found an array"),
        ("run", {"commit": "yes"}, "commit: expected true or false, found a string"),
    ],
)
def test_wrong_arguments_are_named_with_what_was_expected(stepped: Place, tool: str, arguments: Any, words: str) -> None:
    with serving(stepped) as client:
        error = client.ask("tools/call", {"name": tool, "arguments": arguments})["error"]
        assert error["code"] == -32602
        assert words in error["message"]
        assert error["data"]["expected"]["type"] == "object"
        assert client.ask("tools/call", {"name": tool, "arguments": [1]})["error"]["code"] == -32602


def test_an_error_of_a_tool_is_for_the_model_to_read(stepped: Place) -> None:
    with serving(stepped) as client:
        found = client.call("explain", phase="9")
        assert found["isError"]
        assert "structuredContent" not in found
        assert found["content"][0]["text"].startswith("error: there is no phase '9'\n")
        assert f"checkout: {stepped.path}" in found["content"][0]["text"]


def test_a_broken_plan_is_told_with_each_place_and_mended_while_the_server_runs(stepped: Place) -> None:
    whole = stepped.read("phases/phase-1.yaml")
    with serving(stepped) as client:
        assert client.facts("status")["total"] == 2
        stepped.write("phases/phase-1.yaml", whole + "odd: 1\n")
        text = client.call("status")["content"][0]["text"]
        assert "phases/phase-1.yaml:" in text
        assert "odd" in text
        stepped.write("phases/phase-1.yaml", whole)
        assert client.facts("status")["total"] == 2


def test_a_folder_without_a_plan_is_said_to_have_none(place: Place) -> None:
    (place.path / "tracker.yaml").unlink()
    with serving(place) as client:
        assert "there is no tracker.yaml" in client.call("status")["content"][0]["text"]
        assert client.ask("resources/list")["error"]["message"].startswith("there is no tracker.yaml")
        assert client.ask("tools/list")["result"]["tools"]


def test_an_open_request_keeps_its_id(stepped: Place) -> None:
    stepped.phase("phase-3", "checks: [{id: long, kind: command, run: 'sleep 60', inputs: []}]\n")
    stepped.commit()
    with serving(stepped) as client:
        client.send("tools/call", {"name": "run", "arguments": {"phase": "3"}}, number="one")
        client.send("ping", number="one")
        assert client.answer("one")["error"]["code"] == -32600


def test_nothing_but_messages_is_ever_printed(stepped: Place) -> None:
    stepped.phase("phase-3", "checks: [{id: loud, kind: command, run: 'echo LOUD; echo LOUD >&2', inputs: []}]\n")
    stepped.commit()
    requests = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize",
         "params": {"protocolVersion": NEWEST, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "status", "arguments": {}}},
    ]  # fmt: skip
    stdin = "".join(json.dumps(request) + "\n" for request in requests) + "no json\n"
    done = subprocess.run(
        stepped.command("mcp"), cwd=stepped.path, env=stepped.env, input=stdin, capture_output=True, text=True, check=False
    )
    assert [json.loads(line)["jsonrpc"] for line in done.stdout.splitlines()][:2] == ["2.0", "2.0"]
    assert "Traceback" not in done.stderr
    with serving(stepped) as client:
        assert client.facts("run", phase="3")["outcome"] == "passed"
        assert client.end() == 0
        assert client.read() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server(stepped: Place, number: signal.Signals) -> None:
    with serving(stepped) as client:
        os.kill(client.process.pid, number)
        assert client.process.wait(20) == 130


def test_a_client_that_is_gone_ends_the_server(stepped: Place) -> None:
    with serving(stepped) as client:
        assert client.process.stdout is not None
        client.process.stdout.close()
        client.send("ping", number=1)
        client.send("ping", number=2)
        assert client.end() == 0


def test_what_is_printed_by_accident_never_reaches_the_client(stepped: Place) -> None:
    stepped.write(
        "aside/sitecustomize.py",
        """\
        import os, subprocess, sys
        import tracker.mcp.tools.next as n
        before = n.TOOL.answer
        def loud(call):
            print("stray")
            sys.__stdout__.write("stray"); sys.__stdout__.flush()
            os.write(1, b"stray")
            subprocess.run(["echo", "stray"])
            assert sys.stdin.read() == "", "the client's messages are nobody else's"
            return before(call)
        n.TOOL.answer = loud
        """,
    )
    with serving(stepped, PYTHONPATH=f"{stepped.path / 'aside'}:{stepped.env['PYTHONPATH']}") as client:
        assert client.facts("next")["phase"] == "phase-1"
        assert client.heard == []
        assert client.end() == 0


def test_a_bug_ends_one_request_and_not_the_session(stepped: Place) -> None:
    stepped.write("sitecustomize.py", "import tracker.mcp.tools.next as n\nn.TOOL.answer = lambda call: 1 / 0\n")
    with serving(stepped, PYTHONPATH=f"{stepped.path}:{stepped.env['PYTHONPATH']}") as client:
        error = client.ask("tools/call", {"name": "next", "arguments": {}})["error"]
        assert error["code"] == -32603
        assert "ZeroDivisionError" in error["message"]
        assert client.facts("status")["total"] == 2
