"""When a prompt is due."""

from __future__ import annotations

from typing import Any

import pytest

from tests import sample_plan
from tracker.documents.prompts.triggers import conditions, holds
from tracker.documents.prompts.view import due_phases
from tracker.documents.sections import tracker_view
from tracker.documents.sections.prompt_library import library_view
from tracker.journal import events as e
from tracker.views.lookup import Lookup


def after(create_when: str, happened: str = "") -> Lookup:
    """The story with this condition of phase 2.2's prompt, at one of its points."""
    phases: list[dict[str, Any]] = [
        {**p, "prompt": {"file": "P22.md", "create_when": create_when}} if p["id"] == "phase-2.2" else p
        for p in sample_plan.PHASES
    ]
    plan = sample_plan.plan(phases=phases)
    events: dict[str, list[e.Event]] = {"": [], "failed": sample_plan.failed(plan), "completed": sample_plan.completed(plan)}
    return Lookup(sample_plan.situation(plan, events[happened], sample_plan.REPORTS))


def due(create_when: str, happened: str = "") -> bool:
    return "phase-2.2" in due_phases((lookup := after(create_when, happened)).situation, lookup)


@pytest.mark.parametrize(
    ("create_when", "before", "failed", "completed"),
    [
        ("phase-1 is complete", True, True, True),
        ("phase-2.1 is complete", False, False, True),
        ("phase-2.1 has failed", False, True, False),
        ("check phase-2.1/suite has failed", False, True, False),
        ("check phase-2.1/suite has passed", False, False, True),
        ("check phase-2.1/suite[sqlite] has failed", False, True, False),
        ("check phase-2.1/suite[database=postgresql] has passed", False, False, True),
        ("issue queue is open", True, True, False),
        ("issue queue is resolved", False, False, True),
        ("issue isolation is open", True, False, False),
        ("phase-1 is complete and issue queue is resolved", False, False, True),
        ("phase-3 is complete or phase-2.1 has failed", False, True, False),
        ("phase-3 is complete and phase-1 is complete or check phase-2.1/suite has passed", False, False, True),
        ("phase-2.1 has failed or\n phase-2.1 is complete", False, True, True),
    ],
)
def test_a_condition_follows_from_what_is_recorded(create_when: str, *, before: bool, failed: bool, completed: bool) -> None:
    assert (due(create_when), due(create_when, "failed"), due(create_when, "completed")) == (before, failed, completed)


def test_the_library_says_what_a_prompt_waits_for_and_leaves_out_what_holds() -> None:
    def said(create_when: str) -> tuple[str, str, str]:
        library = library_view(after(create_when))
        (entry,) = library.pending
        return library.next_pending, dict(entry.fields)["Create When"], entry.status

    assert said("phase-1 is complete and phase-2.1 is complete") == (
        "After Phase 2.1", "After Phase 1 and Phase 2.1 complete", "Pending: written when Phase 2.1 is complete",
    )  # fmt: skip
    words = "issue queue is resolved, or Phase 3 is complete and check suite[sqlite] of Phase 2.1 has failed"
    whole = "issue queue is resolved or phase-3 is complete and check phase-2.1/suite[sqlite] has failed"
    assert said(whole) == (f"When {words}", f"When {words}", f"Pending: written when {words}")


def test_an_issue_is_open_in_a_condition_exactly_where_a_document_calls_it_open() -> None:
    for happened in ("", "failed", "completed"):
        for condition in ("issue queue is open", "issue isolation is open", "issue old is open"):
            lookup = after(condition, happened)
            name = condition.split()[1]
            groups = tracker_view(lookup).issues.groups
            (view,) = (v for g in groups for v in g.issues if v.issue.id == name)
            ((parsed,),) = conditions(lookup, lookup.graph.phases["phase-2.2"])
            assert holds(lookup, parsed) is view.status.startswith("Open"), (happened, name, view.status)


def test_a_prompt_is_due_when_its_condition_holds_and_stays_once_its_phase_was_begun() -> None:
    plan = sample_plan.plan()
    assert due_phases(sample_plan.situation(plan)) == ("phase-1", "phase-2.1")
    assert due_phases(sample_plan.situation(plan, sample_plan.completed(plan))) == ("phase-1", "phase-2.1", "phase-2.2")
    unclaimed = sample_plan.plan(phases=[{k: v for k, v in p.items() if k != "claimed"} for p in sample_plan.PHASES])
    assert due_phases(sample_plan.situation(unclaimed)) == ("phase-1",)
    assert due_phases(sample_plan.situation(unclaimed, sample_plan.failed(unclaimed))) == ("phase-1", "phase-2.1")


def test_a_skipped_phase_has_no_prompt() -> None:
    phases = [{**p, "skip": "not needed"} if p["id"] == "phase-2.1" else p for p in sample_plan.PHASES]
    assert due_phases(sample_plan.situation(sample_plan.plan(phases=phases))) == ("phase-1", "phase-2.2")
