"""When a prompt is due."""

from __future__ import annotations

import pytest

from tests import stories
from tracker.views.prompt import due_phases, parse_create_when


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("", ()),
        ("phase-3 is complete", ("phase-3",)),
        ("phase-3 is complete and phase-4.1 is complete", ("phase-3", "phase-4.1")),
    ],
)
def test_a_condition_names_phases(text: str, phases: tuple[str, ...]) -> None:
    assert parse_create_when(text) == phases


@pytest.mark.parametrize(
    "text", ["someday", "phase-3", "phase-3 is complete and", "phase-3 is complete or phase-4 is complete"]
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a condition"):
        parse_create_when(text)


def test_a_prompt_is_due_when_its_condition_holds_and_stays_once_its_phase_was_begun() -> None:
    plan = stories.plan()
    assert due_phases(stories.situation(plan)) == ("phase-1", "phase-2.1")
    assert due_phases(stories.situation(plan, stories.completed(plan))) == ("phase-1", "phase-2.1", "phase-2.2")
    unclaimed = stories.plan(phases=[{k: v for k, v in p.items() if k != "claimed"} for p in stories.PHASES])
    assert due_phases(stories.situation(unclaimed)) == ("phase-1",)
    assert due_phases(stories.situation(unclaimed, stories.failed(unclaimed))) == ("phase-1", "phase-2.1")


def test_a_skipped_phase_has_no_prompt() -> None:
    phases = [{**p, "skip": "not needed"} if p["id"] == "phase-2.1" else p for p in stories.PHASES]
    assert due_phases(stories.situation(stories.plan(phases=phases))) == ("phase-1", "phase-2.2")
