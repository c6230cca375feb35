"""What a client may read, and what it may not."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import Place
from tests.mcp.client import Client, serving
from tracker.mcp.resources import LIMIT, PAGE, _log_path


@pytest.fixture
def loud(place: Place) -> Place:
    """A check that prints, in two variants, and one whose log is long."""
    place.phase(
        "phase-1",
        "checks:\n  - {id: loud, kind: command, run: 'echo says {{ a }}', matrix: {a: [x, y]}, inputs: []}\n"
        "  - {id: long, kind: command, run: './long.sh', inputs: []}\n",
    )
    place.phase("phase-2", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    script = place.write("long.sh", f"#!/bin/sh\nprintf begin\nhead -c {3 * LIMIT} /dev/zero | tr '\\0' z\nprintf end\n")
    script.chmod(0o755)
    place.commit("Start")
    return place


def listed(client: Client) -> dict[str, Any]:
    """Every resource by its name, over all pages."""
    found, cursor = {}, None
    while True:
        page = client.ask("resources/list", {"cursor": cursor} if cursor else {})["result"]
        assert len(page["resources"]) <= PAGE
        found.update({item["name"]: item for item in page["resources"]})
        cursor = page.get("nextCursor")
        if cursor is None:
            return found


def read(client: Client, uri: str) -> Any:
    (content,) = client.ask("resources/read", {"uri": uri})["result"]["contents"]
    assert content["uri"] == uri
    return content


def test_documents_prompts_evidence_and_logs_are_listed_and_read(loud: Place) -> None:
    with serving(loud) as client:
        assert sorted(listed(client)) == ["prompt phase-1", "prompt phase-2"]
        assert client.facts("run", phase="1")["outcome"] == "passed"
        found = listed(client)
        assert sorted(found) == [
            "document TRACKER.md", "evidence phase-1/long", "evidence phase-1/loud[x]", "evidence phase-1/loud[y]",
            "log phase-1/long", "log phase-1/loud[x]", "log phase-1/loud[y]", "prompt phase-1", "prompt phase-2",
        ]  # fmt: skip
        for item in found.values():
            assert read(client, item["uri"])["mimeType"] == item["mimeType"]
        assert read(client, "tracker://document/TRACKER.md")["text"] == loud.read("TRACKER.md")
        assert read(client, "tracker://prompt/2")["text"] == loud.tracker("prompt", "2", "--json").json["text"]
        assert read(client, "tracker://log/phase-1/loud[y]")["text"] == "says y\n"
        assert read(client, found["log phase-1/loud[x]"]["uri"])["text"] == "says x\n"
        assert json.loads(read(client, found["evidence phase-1/loud[x]"]["uri"])["text"])["outcome"] == "passed"
        long = read(client, "tracker://log/1/long")["text"]
        assert len(long) < LIMIT + 200
        assert long.startswith("beginz")
        assert long.endswith("zend")
        assert "characters of tracker://log/1/long are left out here" in long
        templates = client.ask("resources/templates/list")["result"]["resourceTemplates"]
        assert [template["name"] for template in templates] == ["document", "prompt", "evidence", "log"]


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("tracker://document/tracker.yaml", "the plan renders no document 'tracker.yaml'"),
        ("tracker://document/../../etc/passwd", "the plan renders no document"),
        ("tracker://document/%2e%2e/%2e%2e/etc/passwd", "the plan renders no document"),
        ("tracker://prompt/9", "there is no phase '9'"),
        ("tracker://log/phase-1/no", "there is no result of 'no'"),
        ("tracker://log/phase-1", "there is no result of ''"),
        ("tracker://evidence/phase-2/ok", "There are none yet"),
        ("tracker://other/x", "there is no such resource"),
        ("file:///etc/passwd", "there is no such resource"),
        ("", "there is no such resource"),
    ],
)
def test_nothing_else_is_read(loud: Place, uri: str, words: str) -> None:
    with serving(loud) as client:
        error = client.ask("resources/read", {"uri": uri})["error"]
        assert error["code"] == -32002
        assert words in error["message"]
        assert client.ask("resources/read", {"uri": 3})["error"]["code"] == -32602
        assert client.ask("resources/list", {"cursor": "odd"})["error"]["code"] == -32602


def test_a_journal_that_names_files_elsewhere_has_none_read(loud: Place) -> None:
    assert loud.tracker("run", "1", "--no-commit").code == 0
    with serving(loud) as client:
        uri = "tracker://log/1/loud[x]"
        path = json.loads(read(client, "tracker://evidence/1/loud[x]")["text"])["log"]["path"]
        (loud.path / path).unlink()
        (loud.path / path).symlink_to("/etc/passwd")
        answer = client.ask("resources/read", {"uri": uri})
        assert "root:" not in json.dumps(answer)
        assert "error" in answer


@pytest.mark.parametrize(
    ("path", "believed"),
    [
        (".tracker/runs/01/x.log", ".tracker/runs/01/x.log"),
        ("/etc/passwd", ""),
        ("../secret", ""),
        (".tracker/runs/../../secret", ""),
        (".tracker/journal/x.jsonl", ""),
        ("", ""),
    ],
)
def test_only_a_log_is_read_as_a_log(path: str, believed: str) -> None:
    record = SimpleNamespace(event=SimpleNamespace(log=SimpleNamespace(path=path)))
    assert _log_path(record) == believed  # type: ignore[arg-type]  # as much of one as is looked at


def test_many_resources_come_in_pages(place: Place) -> None:
    for number in range(PAGE + 20):
        place.phase(f"phase-{number}", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    with serving(place) as client:
        assert len(listed(client)) == PAGE + 20
