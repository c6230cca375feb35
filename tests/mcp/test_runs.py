"""Runs through MCP: recorded as an agent's, told while they go on, stopped cleanly, and never lost."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Place
from tests.mcp.client import Client, serving

SLOW = """
    checks:
      - {id: quick, kind: command, run: "true", inputs: []}
      - {id: slow, kind: command, run: "touch began; sleep 61", inputs: [], depends_on: [quick]}
"""


def until(met: Callable[[], Any], seconds: float = 40) -> Any:
    ends = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.05)
    return found


@pytest.fixture
def slow(place: Place) -> Place:
    """A phase whose second check takes for ever, and one that is done at once."""
    place.write(".gitignore", "began\n")
    place.phase("phase-1", SLOW.replace(", depends_on: [quick]", ""))
    place.phase("phase-2", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    place.commit("Start")
    return place


def begin(client: Client, place: Place, number: object = "run", **more: Any) -> None:
    params = {"name": "run", "arguments": {"phase": "1"}, "_meta": {"progressToken": "t"}, **more}
    client.send("tools/call", params, number=number)
    until((place.path / "began").exists)


def interrupted(place: Place) -> Any:
    """The newest run, once it has been written down to its end."""
    return until(lambda: next((r for r in place.tracker("log", "--json").json["runs"] if r["outcome"] == "interrupted"), None))


def survivors(place: Place) -> list[str]:
    """What still runs in the place, but servers."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            if os.readlink(f"/proc/{pid}/cwd") == str(place.path):
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
                found += [] if b"tracker" in words else [repr(words)]
    return found


def test_a_run_answers_as_tracker_run_and_tells_what_does_not_pass(stepped: Place) -> None:
    stepped.phase("phase-3", "checks: [{id: no, kind: command, run: 'echo because; exit 3', inputs: []}]\n")
    stepped.commit()
    with serving(stepped) as client:
        found = client.facts("run")
        assert (found["outcome"], found["exit_code"], found["phases"]) == ("passed", 0, {"phase-1": "complete"})
        assert found["checks"] == []
        assert found["checkout"]["commit"] == stepped.git("rev-parse", "--short=7", "HEAD").strip()
        failed = client.facts("run", phase="3")
        assert (failed["outcome"], failed["exit_code"]) == ("failed", 1)
        (check,) = failed["checks"]
        assert (check["name"], check["outcome"]) == ("no", "failed")
        assert check["output"] == ["because"]
        assert client.facts("run", phase="1")["outcome"] == "up-to-date"
    assert stepped.status()["phase-1"]["status"] == "complete"
    assert stepped.status()["phase-3"]["status"] == "failed"


def test_it_is_an_agent_s_run_under_the_client_s_name(stepped: Place) -> None:
    with serving(stepped, begun=False) as client:
        client.begin(name="claude\x1b[2J-code\n")
        client.facts("run", phase="1")
        client.facts("note", phase="1", text="seen")
    assert stepped.status()["phase-1"]["completed_by"]["kind"] == "agent"
    assert stepped.status()["phase-1"]["completed_by"]["agent"] == "claude[2J-code"
    note = stepped.tracker("explain", "1", "--json").json["notes"][0]
    assert note["by"].endswith("an agent (claude[2J-code)")


def test_who_names_the_agent_in_the_environment_is_believed(stepped: Place) -> None:
    with serving(stepped, AI_AGENT="mine") as client:
        client.facts("run", phase="1")
    assert stepped.status()["phase-1"]["completed_by"]["agent"] == "mine"


def test_criteria_that_an_agent_lowered_wait_for_a_person(place: Place) -> None:
    bound = "checks: [{id: ok, kind: files, inputs: [n.txt], expect: [{path: n.txt, contains: [one, two]}]}]\n"
    place.write("n.txt", "one\n")
    place.phase("phase-1", bound)
    place.commit("Start")
    with serving(place) as client:
        assert client.facts("start", phase="1")["kind"] == "start"
        assert client.facts("run", phase="1")["outcome"] == "failed"
        place.phase("phase-1", bound.replace(", two", ""))
        place.commit("Lower it")
        found = client.facts("run", phase="1")
        assert (found["outcome"], found["exit_code"]) == ("pending", 8)
        assert client.facts("explain", phase="1")["lowered"]
    assert place.status()["phase-1"]["status"] == "awaiting-approval"


def test_progress_is_told_step_by_step_and_only_to_who_asked(stepped: Place) -> None:
    with serving(stepped) as client:
        client.send("tools/call", {"name": "run", "arguments": {}, "_meta": {"progressToken": 7}}, number="a")
        client.answer("a")
        told = [message["params"] for message in client.heard if message["method"] == "notifications/progress"]
        assert [part["progress"] for part in told] == list(range(1, len(told) + 1))
        assert {part["progressToken"] for part in told} == {7}
        words = [part["message"] for part in told]
        assert words[0].endswith(": phase-1")
        assert "step make passed: done" in words
        assert "check is-made passed: 1 file is as expected" in words
        assert words[-1] == "phase-1 completed"
        client.heard.clear()
        client.facts("run")
        assert client.heard == []


def test_other_requests_are_answered_while_a_run_goes_on(slow: Place) -> None:
    with serving(slow) as client:
        begin(client, slow)
        assert client.ask("ping")["result"] == {}
        running = {phase["id"]: phase["status"] for phase in client.facts("status")["phases"]}
        assert running["phase-1"] == "running"
        assert client.facts("run", phase="2")["outcome"] == "passed"
        refused = client.call("run", phase="1")
        assert refused["isError"]
        assert "phase-1" in refused["content"][0]["text"]


def test_a_cancelled_run_is_stopped_recorded_and_not_answered(slow: Place) -> None:
    with serving(slow) as client:
        begin(client, slow)
        client.send("notifications/cancelled", {"requestId": "run", "reason": "enough"})
        assert interrupted(slow)["who"]["agent"] == "tester"
        until(lambda: not survivors(slow))
        assert slow.status()["phase-1"]["status"] == "interrupted"
        assert client.facts("status")["total"] == 2
        assert [message for message in client.heard if message.get("id") == "run"] == []
        assert client.end() == 0


def test_a_request_that_waits_is_cancelled_before_it_begins(slow: Place) -> None:
    with serving(slow) as client:
        client.send("tools/call", {"name": "explain", "arguments": {"phase": "1"}}, number="first")
        client.send("tools/call", {"name": "note", "arguments": {"phase": "1", "text": "never"}}, number="second")
        client.send("notifications/cancelled", {"requestId": "second"})
        client.answer("first")
        assert client.facts("explain", phase="1")["notes"] == []
        assert client.heard == []


def test_an_answer_that_was_cancelled_while_it_was_made_is_not_sent(stepped: Place) -> None:
    stepped.write(
        "aside/sitecustomize.py",
        """\
        import pathlib, time
        import tracker.mcp.tools.next as n
        before = n.TOOL.answer
        def slow(call):
            pathlib.Path("began").touch()
            time.sleep(1.5)
            return before(call)
        n.TOOL.answer = slow
        """,
    )
    with serving(stepped, PYTHONPATH=f"{stepped.path / 'aside'}:{stepped.env['PYTHONPATH']}") as client:
        client.send("tools/call", {"name": "next", "arguments": {}}, number="slow")
        until((stepped.path / "began").exists)
        client.send("notifications/cancelled", {"requestId": "slow"})
        client.facts("status")
        assert client.heard == []
        client.send("tools/call", {"name": "next", "arguments": {}}, number="slow")
        assert client.answer("slow")["result"]["structuredContent"]["phase"] == "phase-1"


def test_the_end_of_the_connection_stops_the_run_and_keeps_its_record(slow: Place) -> None:
    with serving(slow) as client:
        begin(client, slow)
        assert client.end() == 0
        assert interrupted(slow)["checks"] >= 1
        assert survivors(slow) == []
    quick = next(check for check in slow.status()["phase-1"]["checks"] if check["id"] == "quick")
    assert quick["outcome"] == "passed"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_server_stops_the_run_and_keeps_its_record(slow: Place, number: signal.Signals) -> None:
    with serving(slow) as client:
        begin(client, slow)
        os.kill(client.process.pid, number)
        assert client.process.wait(30) == 130
    interrupted(slow)
    assert survivors(slow) == []


def test_a_server_that_is_killed_with_its_group_loses_no_run(place: Place) -> None:
    place.write(".gitignore", "began\n")
    place.phase("phase-1", "checks: [{id: slow, kind: command, run: 'touch began; sleep 2', inputs: []}]\n")
    place.commit("Start")
    with serving(place) as client:
        begin(client, place)
        os.killpg(client.process.pid, signal.SIGKILL)
        client.process.wait()
    until(lambda: place.status()["phase-1"]["status"] == "complete")


def test_start_records_the_criteria_once(stepped: Place) -> None:
    with serving(stepped) as client:
        found = client.facts("start", phase="1", check=True)
        assert (found["phase"], found["checks"]) == ("phase-1", 2)
        assert "is-made" in found["failed"]
        again = client.call("start", phase="1")
        assert again["isError"]
        assert "began at" in again["content"][0]["text"]


def test_words_that_look_like_options_are_none(stepped: Place) -> None:
    with serving(stepped) as client:
        for tool in ("run", "start"):
            found = client.call(tool, phase="--force")
            assert found["isError"]
            assert "--force" in found["content"][0]["text"]
    assert json.loads(stepped.tracker("log", "--json").out)["total"] == 0
