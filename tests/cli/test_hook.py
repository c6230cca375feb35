"""What a coding agent is answered that calls a hook."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ended, Place

AGENTS = ("claude", "codex", "gemini")


def call(place: Place, event: str, agent: str = "claude", *more: str, below: str = "", **payload: Any) -> Ended:
    told = {"session_id": "s", "cwd": str(place.path / below), **payload}
    return place.tracker("hook", event, "--agent", agent, *more, stdin=json.dumps(told))


@pytest.fixture
def begun(stepped: Place) -> Place:
    """A phase was started, and nothing of it is done."""
    stepped.phase("phase-1", CHECKS)
    stepped.write("tracker.yaml", "project: {name: Test}\nprotect: [golden/**]\n")
    stepped.commit("A phase without steps")
    assert stepped.tracker("start", "1").code == 0
    return stepped


CHECKS = """
    files: [{path: made.txt}]
    checks:
      - {id: is-made, kind: files, inputs: [made.txt], expect: [{path: made.txt, contains: [made]}]}
      - {id: runs, kind: command, run: "test -s made.txt", inputs: [made.txt]}
"""
OPEN = (
    "Phase 1 (Title of phase-1) is in progress and not proved: 2 of 2 checks open.\n"
    "- is-made: not run yet\n- runs: not run yet\n"
)


def blocked(done: Ended) -> str:
    said = done.json if done.out else {}
    return said.get("reason", "")


@pytest.mark.parametrize("agent", AGENTS)
def test_it_does_not_let_an_agent_stop_while_the_phase_is_unproved(begun: Place, agent: str) -> None:
    done = call(begun, "stop", agent)
    assert done.code == 0
    assert done.json["decision"] == ("deny" if agent == "gemini" else "block")
    assert blocked(done).startswith(OPEN)
    assert "To go on: tracker run 1." in blocked(done)


def test_it_says_what_failed_and_why(begun: Place) -> None:
    begun.write("made.txt", "")
    assert begun.tracker("run", "1").code
    said = blocked(call(begun, "stop"))
    assert "- runs: failed: " in said
    assert "expected 0" in said
    assert "- is-made: failed: made.txt: no match for 'made'" in said
    begun.write("made.txt", "mad")
    assert "run it again" in blocked(call(begun, "stop"))


def test_a_phase_that_is_proved_or_was_never_started_holds_nobody_back(begun: Place) -> None:
    begun.write("made.txt", "made")
    begun.commit("Made")
    assert begun.tracker("run", "1").code == 0
    assert call(begun, "stop").out == ""
    assert (
        call(begun, "session-start")
        .json["hookSpecificOutput"]["additionalContext"]
        .endswith(
            "It has not been started; when you take it up: tracker start 2\n"
            "What an agent may not change: the plan, .tracker/, approvals. Where it stands: tracker status"
        )
    )


def test_after_blocks_in_vain_it_lets_go_and_says_so(begun: Place) -> None:
    answers = [call(begun, "stop").json for _ in range(4)]
    assert [bool(answer.get("reason")) for answer in answers] == [True, True, False, True]
    assert "phase 1 is NOT proved (2 of 2 checks open); the agent may stop all the same" in answers[2]["systemMessage"]


def test_where_the_tree_changes_it_lets_go_later_and_other_sessions_are_counted_apart(begun: Place) -> None:
    answers = []
    for number in range(6):
        begun.write("made.txt", str(number))
        answers.append(blocked(call(begun, "stop", stop_hook_active=number > 0)))
        assert blocked(call(begun, "stop", session_id=f"other {number}"))
    assert [bool(answer) for answer in answers] == [True] * 5 + [False]


def test_what_tracker_writes_itself_is_no_progress(begun: Place) -> None:
    begun.tracker("run", "1")
    assert blocked(call(begun, "stop"))
    begun.tracker("run", "1")
    assert blocked(call(begun, "stop"))
    begun.tracker("run", "1")
    assert not blocked(call(begun, "stop"))


def test_the_answer_that_is_kept_is_the_one_that_would_be_made(begun: Place) -> None:
    begun.write("made.txt", "x")
    time.sleep(0.1)
    for number in range(3):
        first, again = (blocked(call(begun, "stop", session_id=f"{number}{way}")) for way in "ab")
        assert first == again
    assert (begun.path / ".tracker/cache/hook-stop.json").exists()
    begun.write("made.txt", "made")
    begun.commit("Made")
    begun.tracker("run", "1")
    assert call(begun, "stop", session_id="c").out == ""


def test_with_run_it_runs_what_has_to_be_run_and_commits_nothing(begun: Place) -> None:
    begun.write("made.txt", "other")
    before = begun.git("rev-parse", "HEAD")
    said = blocked(call(begun, "stop", "claude", "--run", "--deadline", "30"))
    assert "1 of 2 checks open.\n- is-made: failed: made.txt: no match for 'made'\n" in said
    assert begun.git("rev-parse", "HEAD") == before
    begun.write("made.txt", "made")
    assert "every check passes" in blocked(call(begun, "stop", "claude", "--run"))


def test_with_run_the_deadline_is_kept(begun: Place) -> None:
    begun.phase("phase-1", 'checks: [{id: slow, kind: command, run: "sleep 60", inputs: [made.txt]}]\n')
    began = time.monotonic()
    said = call(begun, "stop", "claude", "--run", "--deadline", "1")
    assert time.monotonic() - began < 30
    assert "slow" in blocked(said)
    assert said.code == 0


@pytest.mark.parametrize("agent", AGENTS)
def test_a_session_starts_with_where_the_phase_stands(begun: Place, agent: str) -> None:
    begun.write("made.txt", "other " * 500)
    begun.tracker("run", "1")
    text = call(begun, "session-start", agent).json["hookSpecificOutput"]["additionalContext"]
    assert len(text) <= 1_500
    assert "do phase 1 (Title of phase-1); it is done when `tracker run 1` succeeds." in text
    assert "- failed: check is-made: made.txt: no match for 'made'" in text
    assert "- done, do not repeat: check runs: exit 0" in text


TOOLS = {
    "claude": ("Write", {"file_path": "phases/phase-1.yaml", "content": "x"}),
    "codex": ("apply_patch", {"command": "*** Begin Patch\n*** Update File: phases/phase-1.yaml\n*** End Patch"}),
    "gemini": ("write_file", {"file_path": "phases/phase-1.yaml", "content": "x"}),
}


@pytest.mark.parametrize("agent", AGENTS)
def test_the_criteria_are_not_edited_while_they_are_what_the_work_is_measured_by(begun: Place, agent: str) -> None:
    tool, given = TOOLS[agent]
    said = call(begun, "before-tool", agent, tool_name=tool, tool_input=given).json
    why = said.get("reason") or said["hookSpecificOutput"]["permissionDecisionReason"]
    assert why.startswith("phases/phase-1.yaml says what phase 1 (Title of phase-1) is measured by")
    denied = said.get("decision") or said["hookSpecificOutput"]["permissionDecision"]
    assert denied == "deny"
    assert call(begun, "before-tool", agent, tool_name=tool, tool_input={}).out == ""


def test_a_link_is_followed_to_what_it_leads_to(begun: Place) -> None:
    (begun.path / "innocent.txt").symlink_to("tracker.yaml")
    said = call(begun, "before-tool", tool_name="Write", tool_input={"file_path": "innocent.txt"})
    assert "tracker.yaml says what" in said.out


def test_paths_are_seen_from_where_the_agent_is(begun: Place) -> None:
    (begun.path / "deep").mkdir()
    said = call(begun, "before-tool", below="deep", tool_name="Bash", tool_input={"command": "echo > ../golden/a"})
    assert "golden/a is protected" in said.out


def test_an_agent_that_went_elsewhere_is_still_held_back(begun: Place, tmp_path: Path) -> None:
    told = json.dumps({"session_id": "s", "cwd": str(tmp_path)})
    done = begun.tracker("hook", "stop", "--agent", "claude", stdin=told, CLAUDE_PROJECT_DIR=str(begun.path))
    assert blocked(done).startswith("Phase 1")


def test_an_answer_is_json_in_any_locale(begun: Place) -> None:
    begun.write("phases/phase-1.yaml", begun.read("phases/phase-1.yaml").replace("Title of phase-1", "Grüße 👋"))
    told = json.dumps({"cwd": str(begun.path)})
    done = begun.tracker("hook", "stop", "--agent", "claude", stdin=told, PYTHONIOENCODING="ascii", LANG="C", LC_ALL="C")
    assert blocked(done).startswith("Phase 1 (Grüße 👋)")


def test_outside_a_project_it_answers_nothing(begun: Place, tmp_path: Path) -> None:
    elsewhere = Place(tmp_path, begun.env)
    for event in ("session-start", "before-tool", "stop"):
        done = call(elsewhere, event, tool_name="Write", tool_input={"file_path": "x"})
        assert (done.code, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("stop", "--agent", "claude"), "no json", "no JSON at character"),
        (("stop", "--agent", "claude"), "[1]", ""),
        (("stop", "--agent", "claude"), "", ""),
        (
            ("stop", "--agent", "other"),
            "{}",
            "expected one of session-start, before-tool, stop and --agent claude|codex|gemini",
        ),
        (("other", "--agent", "claude", "--new-option"), "{}", "expected one of"),
        ((), "{}", "expected one of"),
    ],
)
def test_what_cannot_be_understood_breaks_no_session(stepped: Place, words: tuple[str, ...], stdin: str, said: str) -> None:
    done = stepped.tracker("hook", *words, stdin=stdin)
    assert (done.code, done.out) == (0, "")
    assert said in done.err


def test_a_plan_that_is_broken_breaks_no_session(begun: Place) -> None:
    begun.write("tracker.yaml", "project: [")
    for event in ("session-start", "stop"):
        done = call(begun, event)
        assert (done.code, done.out) == (0, "")
        assert done.err.startswith("tracker hook: ")
        assert len(done.err.splitlines()) == 1


def test_where_a_count_cannot_be_kept_nobody_is_held_back_for_ever(begun: Place) -> None:
    cache = begun.path / ".tracker/cache"
    call(begun, "stop")
    (cache / "hook-blocks.json").unlink()
    (cache / "hook-blocks.json").mkdir()
    done = call(begun, "stop")
    assert (done.code, done.out) == (0, "")
    assert "nothing was held back" in done.err
