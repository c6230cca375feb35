"""What the tools answer: the same as the commands, and never more than fits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import ROOT, Place
from tests.docs.served import schemas
from tests.mcp.client import Client, serving
from tracker.mcp.answer import LIMIT, text_of
from tracker.mcp.protocol import compact
from tracker.mcp.tools import TOOLS

NEVER = ("approve", "accept", "complete", "agree", "reopen", "record")
LOOKS = (
    ("status", {}),
    ("status", {"phase": "1"}),
    ("next", {}),
    ("next", {"phase": "2"}),
    ("prompt", {}),
    ("prompt", {"phase": "2"}),
    ("explain", {"phase": "1"}),
    ("issues", {}),
    ("issues", {"phase": "1"}),
)
WORDY = "A title that somebody wrote with great care and that nobody can misunderstand whatever happens " * 4


@pytest.fixture
def large(place: Place) -> Place:
    """A plan in which everything is long and there is much of it."""
    checks = "".join(f"  - {{id: c{n}, kind: command, run: 'echo {'x' * 90}; exit 1', inputs: []}}\n" for n in range(40))
    promised = "".join(f"  - {{text: {WORDY}{n}}}\n" for n in range(40))
    for number in range(1, 120):
        needs = f"depends_on: [phase-{number - 1}]\n" if number > 1 else ""
        body = f"checks:\n{checks}" if number == 1 else "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n"
        text = f"id: phase-{number}\ntitle: {WORDY}\ngoal: {WORDY}\ndeliverables:\n{promised}{needs}{body}"
        (place.path / "phases").mkdir(exist_ok=True)
        (place.path / f"phases/phase-{number}.yaml").write_text(text)
    issues = "".join(f"  - {{id: i{n}, title: {WORDY}, severity: critical, match: {{signature: x{n}}}}}\n" for n in range(60))
    place.write("tracker.yaml", "project: {name: Test}\n")
    (place.path / "tracker.yaml").write_text(f"project: {{name: Test}}\nissues:\n{issues}")
    assert place.tracker("validate").code == 0, place.tracker("validate").err
    place.commit("Start")
    return place


def measured(client: Client, tool: str, arguments: dict[str, Any]) -> Any:
    """An answer that keeps every promise about answers."""
    found = client.call(tool, **arguments)
    facts, (content,) = found["structuredContent"], found["content"]
    assert content["type"] == "text"
    assert content["text"] == text_of(facts)
    assert len(content["text"]) <= LIMIT
    assert len(compact(facts)) <= LIMIT
    Draft202012Validator(schemas()[tool]).validate(facts)
    assert facts["rest"]
    return facts


def test_no_tool_completes_accepts_or_approves() -> None:
    for tool in TOOLS.values():
        assert not any(word in tool.name for word in NEVER)
    assert sorted(TOOLS) == ["explain", "issues", "next", "note", "prompt", "propose", "run", "start", "status"]
    assert {name for name, tool in TOOLS.items() if tool.annotations["readOnlyHint"]} == {
        "status", "next", "prompt", "explain", "issues",
    }  # fmt: skip
    assert {name for name, tool in TOOLS.items() if tool.annotations["destructiveHint"]} == {"run"}


def test_the_list_of_the_tools_is_small(stepped: Place) -> None:
    with serving(stepped) as client:
        tools = client.ask("tools/list")["result"]["tools"]
    assert [tool["name"] for tool in tools] == list(TOOLS)
    told = [{name: tool[name] for name in ("name", "description", "inputSchema")} for tool in tools]
    assert len(json.dumps(told)) < 8000, "what a model is told with every request"
    for tool in tools:
        assert len(tool["description"]) < 320
        Draft202012Validator.check_schema(tool["inputSchema"])
        Draft202012Validator.check_schema(tool["outputSchema"])
        assert tool["outputSchema"] == schemas()[tool["name"]]


def test_answers_of_a_small_plan_are_whole(stepped: Place) -> None:
    with serving(stepped) as client:
        for tool, arguments in LOOKS:
            facts = measured(client, tool, arguments)
            assert "left_out" not in facts
            assert facts["checkout"] == {
                "root": str(stepped.path), "branch": "main", "commit": stepped.git("rev-parse", "HEAD")[:7],
            }  # fmt: skip
        assert client.facts("status")["next_step"] == stepped.tracker("status", "--json").json["next_step"]
        same = stepped.tracker("next", "--json").json
        assert {key: value for key, value in client.facts("next").items() if key in same} == same


def test_answers_of_a_large_plan_fit_and_say_what_is_left_out(large: Place) -> None:
    with serving(large) as client:
        measured(client, "run", {"phase": "1"})
        for tool, arguments in LOOKS:
            facts = measured(client, tool, arguments)
            if tool in ("status", "issues", "explain") and arguments != {"phase": "1"}:
                assert facts["left_out"], tool
        assert "of 119" in client.facts("status")["left_out"][0]
        measured(client, "note", {"phase": "1", "text": "y" * 4000})
        long = client.call("propose", title="T", why="w" * 9000, patch=_patch(large))
        assert len(long["content"][0]["text"]) <= LIMIT


def _patch(place: Place) -> str:
    lines = place.read("phases/phase-2.yaml").splitlines()
    head = "--- a/phases/phase-2.yaml\n+++ b/phases/phase-2.yaml\n@@ -1,2 +1,2 @@\n"
    return f"{head} {lines[0]}\n-{lines[1]}\n+title: New\n"


def test_an_error_fits_too(stepped: Place) -> None:
    stepped.phase("phase-3", "checks:\n" + "".join(f"  - {{id: c{n}, kind: nonsense{n}}}\n" for n in range(300)))
    with serving(stepped) as client:
        found = client.call("status")
        assert found["isError"]
        assert len(found["content"][0]["text"]) <= LIMIT
        assert found["content"][0]["text"].endswith("the rest: tracker validate")


def test_a_long_prompt_comes_in_parts_that_are_the_whole(large: Place) -> None:
    whole = large.tracker("prompt", "1", "--json").json["text"]
    with serving(large) as client:
        first = measured(client, "prompt", {"phase": "1"})
        assert first["parts"] > 1
        texts = [measured(client, "prompt", {"phase": "1", "part": n + 1})["text"] for n in range(first["parts"])]
        assert "".join(texts) == whole
        assert "Read part 2 next" in first["rest"]
        beyond = client.call("prompt", phase="1", part=first["parts"] + 1)
        assert beyond["isError"]
        assert f"has {first['parts']} parts" in beyond["content"][0]["text"]


def test_what_does_not_pass_comes_first(stepped: Place) -> None:
    stepped.phase(
        "phase-3",
        "checks:\n  - {id: a-good, kind: command, run: 'true', inputs: []}\n"
        "  - {id: b-bad, kind: command, run: 'echo why; exit 2', inputs: []}\n",
    )
    stepped.commit()
    with serving(stepped) as client:
        client.facts("run", phase="3")
        checks = client.facts("explain", phase="3")["checks"]
        assert [check["name"] for check in checks] == ["b-bad", "a-good"]
        assert checks[0]["output"] == ["why"]


def test_looks_change_nothing(stepped: Place) -> None:
    before = stepped.git("status", "--porcelain", "--ignored")
    with serving(stepped) as client:
        for tool, arguments in LOOKS:
            client.facts(tool, **arguments)
        assert client.end() == 0
    now = stepped.git("status", "--porcelain", "--ignored")
    assert [line for line in now.splitlines() if line not in before and ".tracker/" not in line] == []
    assert not (stepped.path / ".tracker/journal").exists()


def test_the_shipped_plan_is_answered_in_full() -> None:
    """Figures for docs: the answers about a real plan need no cutting."""
    from tracker.bootstrap import open_project
    from tracker.mcp.answer import fit
    from tracker.mcp.tool import Call

    sizes = {}
    for tool in ("status", "next", "prompt", "explain", "issues"):
        arguments = {"phase": "4.1"} if tool in ("prompt", "explain") else {}
        facts = fit(TOOLS[tool].answer(Call(open_project(str(ROOT)), arguments, lambda _: {})))
        assert "left_out" not in facts, tool
        sizes[tool] = len(text_of(facts))
    assert max(sizes.values()) < LIMIT
