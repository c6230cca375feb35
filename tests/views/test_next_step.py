"""What comes next: one answer for every standing that a phase can have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from tests.builders import COMMIT, begun, check, completed, failed, phase, plan, result, situation
from tests.events import RUNS
from tracker.documents.sections import tracker_view
from tracker.formats.ansi import Paint
from tracker.formats.next_line import next_line
from tracker.journal import events as e
from tracker.journal.codec import Damage
from tracker.model.ports import Head
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state import derive
from tracker.views.lookup import Lookup
from tracker.views.next_step import NextStep, next_phase, next_step
from tracker.views.status import status_view

ONE, TWO, FREE = phase("1"), phase("2", "1"), phase("3")
ASK = phase("1", checks=[{"id": "word", "kind": "approval", "ask": "Well?"}])
TWICE = phase("1", checks=[{"id": name, "kind": "approval", "ask": "Well?"} for name in ("word", "other")])


def now(phases: Sequence[Phase], *stories: Sequence[e.Event], live: Iterable[str] = ()) -> Situation:
    return situation(plan(*phases), *stories, live=live)


def paused(of: Phase) -> list[e.Event]:
    asked = [event for c in of.checks for event in result(of, c.id, "unknown", awaits="Well?")]
    return [*begun(of), *asked, e.PhasePaused("phase-1", "word"), e.RunFinished("pending", 1.0)]


def given(of: Phase, *names: str) -> list[e.Event]:
    return [e.ApprovalGiven("phase-1", c.id, c.definition(), "ann", "", COMMIT) for c in of.checks if c.id in names]


REDEFINED = phase("1", checks=[check("ok", run="false")])
SKIPPED = phase("1", skip="not wanted")
CLAIMED = phase("1", claimed={"source": "the old tracker"})
STATES = {
    "ready": (now([ONE, TWO]), "tracker run 1"),
    "failed": (now([ONE, TWO], failed(ONE)), "tracker run 1"),
    "blocked": (now([ONE, TWO, FREE], completed(FREE), failed(ONE)), "tracker run 1"),
    "regressed": (now([ONE, TWO], completed(ONE), failed(ONE)), "tracker run 1"),
    "interrupted": (now([ONE, TWO], [*begun(ONE), e.RunInterrupted("told to stop")]), "tracker run 1"),
    "running": (now([ONE, TWO], begun(ONE), live=[RUNS[0]]), "tracker run 1"),
    "running beside a ready one": (now([ONE, TWO, FREE], begun(ONE), live=[RUNS[0]]), "tracker run 3"),
    "awaiting approval": (now([ASK, TWO], paused(ASK)), "tracker approve 1"),
    "one of two approvals": (now([TWICE], paused(TWICE), given(TWICE, "word")), "tracker approve 1 --check other"),
    "approved": (now([ASK, TWO], paused(ASK), given(ASK, "word")), "tracker run 1"),
    "half done": (now([ONE, TWO], completed(ONE)), "tracker run 2"),
    "claimed": (now([CLAIMED, TWO]), "tracker run 2"),
    "skipped": (now([SKIPPED, TWO]), "tracker run 2"),
    "complete": (now([ONE, TWO], completed(ONE), completed(TWO)), "tracker check --all"),
    "empty": (now([]), "tracker validate"),
}


def _redefined() -> Situation:
    """Everything was complete; then the plan changed."""
    made = situation(plan(REDEFINED), completed(ONE))
    return replace(made, standings=Lookup(made).standings)


def _unknown() -> Situation:
    made = now([ONE, TWO], completed(ONE), completed(TWO))
    made.state.damage = (Damage("x:3", "damaged", RUNS[0]), Damage("x:3", "damaged", RUNS[1]))
    return replace(made, standings=derive(made.graph, made.state, freshness=made.freshness))


STATES |= {"redefined": (_redefined(), "tracker run 1"), "unknown": (_unknown(), "tracker run 1")}


@pytest.mark.parametrize("name", STATES)
def test_the_status_and_the_documents_name_the_same_step(name: str) -> None:
    here, command = STATES[name]
    step = next_step(here)
    assert step.command == command
    view = status_view(here)
    assert (view["next"], view["next_step"]) == (step.phase, step.as_dict())
    lookup = Lookup(here)
    assert lookup.next_step == step
    if step.phase:
        shown = tracker_view(lookup)
        assert f"`{command}`" in shown.next_session
        assert shown.footer.following.startswith(f"after `{command}`")
        assert any(f"`{command}`" in phase.next_action for phase in shown.phases)
        assert shown.current.following[0].when == "Immediate"


def test_a_commit_comes_first() -> None:
    here, _ = STATES["ready"]
    words = "git init && git add -A && git commit"
    assert next_step(replace(here, head=None)) == NextStep("phase-1", words, "", f"{words}; results belong to commits")
    assert next_step(replace(here, head=Head("", "main"))).command == "git add -A && git commit"
    assert next_step(replace(STATES["empty"][0], head=None)).words == "write phases/phase-1.yaml, then tracker validate"


def test_what_waits_for_another_is_never_next() -> None:
    here = now([ONE, TWO], completed(ONE), failed(TWO), begun(ONE), live=[RUNS[2]])
    assert here.standings["phase-2"].blocked_by == ("phase-1",)
    assert next_phase(here.graph.order(), here.standings) == "phase-1"


def test_the_line_says_the_command_and_on_request_why() -> None:
    step = next_step(STATES["ready"][0]).as_dict()
    assert next_line(step, Paint(on=False)) == "Next: tracker run 1"
    assert next_line(step, Paint(on=False), why=True) == "Next: tracker run 1   Why: tracker explain 1"
