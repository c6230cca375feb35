"""Who did a run, and who completed a phase, wherever that is shown."""

from __future__ import annotations

import pytest

from tests.conftest import Place

ME = "Test Person <test@example.org>"


def whole(by: str, kind: str, agent: str, words: str) -> dict[str, str]:
    return {"by": by, "kind": kind, "agent": agent, "words": words}


@pytest.mark.parametrize(
    ("variables", "terminal", "expected"),
    [
        ({"CLAUDECODE": "1"}, False, whole(ME, "agent", "claude", "Test Person, an agent (claude)")),
        ({"CODEX_SANDBOX": "seatbelt"}, True, whole(ME, "agent", "codex", "Test Person, an agent (codex)")),
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, False, whole(ME, "ci", "github", "Test Person, CI (github)")),
        ({}, True, whole(ME, "person", "", "Test Person")),
        ({}, False, whole(ME, "", "", "Test Person")),
    ],
)
def test_who_did_it_is_in_every_view(
    stepped: Place, variables: dict[str, str], terminal: bool, expected: dict[str, str]
) -> None:
    run = stepped.person if terminal else stepped.tracker
    assert run("run", "1", **variables).code == 0
    words = f"by {expected['words']}"
    shown = stepped.tracker("log", "--json").json["runs"][0]
    assert shown["who"] == expected
    assert stepped.tracker("show", "last", "--json").json["who"] == expected
    assert stepped.tracker("log").out.splitlines()[0].endswith(f"phase-1  {words}")
    assert stepped.tracker("show", "last").out.splitlines()[0].endswith(words)
    assert stepped.status()["phase-1"]["completed_by"] == expected
    assert stepped.tracker("explain", "1", "--json").json["runs"][0]["who"] == expected
    assert f"passed  {words}\n" in stepped.tracker("explain", "1").out
    assert f" {words} (run `" in stepped.read("TRACKER.md").replace("\\", "")
    assert stepped.status()["phase-2"]["completed_by"] is None


def test_a_document_is_the_same_for_everybody_whoever_looks(stepped: Place) -> None:
    assert stepped.tracker("run", "1", CLAUDECODE="1").code == 0
    for variables in ({}, {"CI": "true"}, {"CODEX_SANDBOX": "1"}):
        assert stepped.tracker("render", "--check", **variables).code == 0


def test_a_name_cannot_paint_the_terminal_or_the_page(stepped: Place) -> None:
    stepped.git("config", "user.name", "Ann \x1b[2J<b>**big**</b> | `x`")
    assert stepped.tracker("run", "1").code == 0
    for words in (["log"], ["show", "last"], ["explain", "1"], ["status"]):
        assert "\x1b" not in stepped.tracker(*words).out
    document = stepped.read("TRACKER.md")
    assert "\x1b" not in document
    assert "<b>" not in document
