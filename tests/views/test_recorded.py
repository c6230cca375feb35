"""Documents show what is recorded, the same for everybody."""

from __future__ import annotations

from dataclasses import replace

from tests import sample_plan
from tracker.graph import Graph
from tracker.journal.events import CommitIntended, RunInterrupted
from tracker.model.ids import CheckKey
from tracker.model.status import Footing, PhaseStatus
from tracker.state import Freshness
from tracker.views.recorded import recorded

S = PhaseStatus


def test_an_edited_input_does_not_change_a_document() -> None:
    plan = sample_plan.plan()
    now = sample_plan.situation(plan, sample_plan.completed(plan), sample_plan.REPORTS)
    keys = [CheckKey("phase-2.1", "suite", f"database={name}") for name in ("sqlite", "postgresql")]
    edited = replace(now, freshness=dict.fromkeys(keys, Freshness(fresh=False, why="app.py changed")))
    assert recorded(edited).standings["phase-2.1"].status is S.COMPLETE


def test_a_check_that_the_plan_defines_otherwise_by_now_is_said_of_its_phase() -> None:
    plan = sample_plan.plan()
    now = sample_plan.situation(plan, sample_plan.completed(plan), sample_plan.REPORTS)
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[2]["checks"] = [{**phases[2]["checks"][0], "run": "python -m pytest -x"}]
    other = sample_plan.plan(phases=phases)
    standing = recorded(replace(now, plan=other, graph=Graph(other.phases))).standings["phase-2.1"]
    assert (standing.status, standing.reasons[1]) == (S.COMPLETE, "suite[sqlite]: its definition changed")
    assert standing.on is Footing.EARLIER


def test_an_open_run_is_under_way_whether_or_not_its_process_lives() -> None:
    plan = sample_plan.plan()
    assert recorded(sample_plan.situation(plan, sample_plan.begun(plan))).standings["phase-2.1"].status is S.RUNNING
    stopped = sample_plan.situation(plan, [*sample_plan.begun(plan), RunInterrupted("told to stop")])
    assert recorded(stopped).standings["phase-2.1"].status is S.INTERRUPTED


def test_what_comes_after_rendering_moves_no_date() -> None:
    plan = sample_plan.plan()
    happened = sample_plan.failed(plan)
    assert sample_plan.situation(plan, happened).state.progressed_at == "2026-11-23T08:05:00.000Z"
    later = [*happened, CommitIntended("", "record", "p", (), "s")]
    assert sample_plan.situation(plan, later).state.progressed_at == "2026-11-23T08:05:00.000Z"
    assert sample_plan.situation(plan).state.progressed_at == ""
