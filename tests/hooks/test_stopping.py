"""An agent is held back while there is something to do, and let go when holding it back is of no use."""

from __future__ import annotations

from typing import Any

from tracker.hooks.stopping import MOST, SAME, decide
from tracker.views.in_progress import Progress

NOW: Progress = {
    "head": None,
    "phase": "phase-4.1",
    "title": "Schema",
    "command": "tracker run 4.1",
    "explain": "tracker explain 4.1",
    "unproved": [{"name": "suite", "why": "failed: 3 failed"}, {"name": "schema", "why": "not run yet"}],
    "checks": 3,
    "own": [],
}


def stops(*marks: str, now: Progress = NOW) -> list[str]:
    """What each call is answered, when the tree is at these marks."""
    count: Any = None
    answers = []
    for mark in marks:
        said, count = decide(now, count, mark)
        answers.append("block" if said.block else "let go" if said.note else "allow")
    return answers


def test_the_reason_has_the_failing_checks_and_the_next_command() -> None:
    said, _ = decide(NOW, None, "")
    assert said.block == (
        "Phase 4.1 (Schema) is in progress and not proved: 2 of 3 checks open.\n"
        "- suite: failed: 3 failed\n"
        "- schema: not run yet\n"
        "To go on: tracker run 4.1. If you cannot go on, say what is missing and stop; nothing is complete by being said."
    )


def test_without_a_phase_in_progress_nobody_is_held_back() -> None:
    assert stops("a", "b", now={**NOW, "phase": None}) == ["allow", "allow"]


def test_where_the_tree_changes_each_time_it_lets_go_after_so_many_blocks() -> None:
    assert stops(*"abcdefg") == [*["block"] * MOST, "let go", "block"]


def test_where_nothing_changes_it_lets_go_earlier() -> None:
    assert stops("a", "a", "a", "a") == [*["block"] * SAME, "let go", "block"]
    assert stops("a", "a", "b", "b", "b") == ["block", "block", "block", "block", "let go"]


def test_another_failing_set_is_progress() -> None:
    count: Any = None
    for name in "abcd":
        said, count = decide({**NOW, "unproved": [{"name": name, "why": "failed"}]}, count, "same")
        assert said.block


def test_it_says_that_it_lets_go_and_why() -> None:
    said, count = decide(NOW, [MOST, 0, ["x", "y"]], "z")
    assert count is None
    assert said.note == (
        "tracker: phase 4.1 is NOT proved (2 of 3 checks open); the agent may stop all the same, because it was told so "
        "5 times. See why: tracker explain 4.1"
    )


def test_a_count_that_is_damaged_counts_from_the_start() -> None:
    for damaged in ([], ["x", 1, 2], {"a": 1}, "x"):
        assert decide(NOW, damaged, "")[1] == [1, 0, ["phase-4.1: suite, schema", ""]]  # type: ignore[arg-type]


def test_a_reason_is_short_however_much_fails() -> None:
    many: Progress = {**NOW, "unproved": [{"name": f"check-{n}", "why": "x" * 5000} for n in range(500)], "checks": 500}
    said, _ = decide(many, None, "")
    assert len(said.block) <= 2_000
    assert "- and 494 more: tracker explain 4.1" in said.block
    assert "To go on: tracker run 4.1" in said.block
