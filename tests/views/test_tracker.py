"""Figures, ticks and dates of the tracker are computed."""

from __future__ import annotations

from typing import Any

import pytest

from tests import sample_plan
from tracker.checking.words import listed
from tracker.documents.sections import tracker_view
from tracker.documents.sections.current_status import NextLine
from tracker.documents.sections.footer import Footer
from tracker.documents.sections.metrics import Figure
from tracker.documents.sections.overview import NextUp, Overview
from tracker.documents.sections.risk import RiskGroup
from tracker.model.result import TestReport
from tracker.situation import Situation
from tracker.views.lookup import Lookup
from tracker.views.results import Total
from tracker.views.ticks import Tick
from tracker.views.wording import change_words, percent, plural, sentence


def view_of(situation: Situation) -> Any:
    return tracker_view(Lookup(situation))


def view(when: str = "before", **settings: Any) -> Any:
    plan = sample_plan.plan(settings=settings)
    happened = {"before": list, "failed": sample_plan.failed, "completed": sample_plan.completed}[when]
    return view_of(sample_plan.situation(plan, happened(plan) if when != "before" else (), sample_plan.REPORTS))


def test_the_overview_follows_from_the_phases() -> None:
    overview = view().overview
    assert overview == Overview(
        "webbuilder",
        "Migrate from SQLite to PostgreSQL",
        "Phased",
        "Phase 1 Complete, claimed",
        "Phase 2.1 Ready to start",
        "1 of 4 phases done: 1 claimed",
        (),
        NextUp("phase-2.1", "Phase 2.1", "Critical fixes", "prompts/P21.md", "tracker run 2.1", "tracker explain 2.1"),
        (),
        overview.rows,
        "",
    )
    assert [(row.id, row.status, row.proved) for row in overview.rows] == [
        ("phase-1", "Complete, claimed", ""),
        ("phase-2", "Ready to start", "0 of 2 sub-phases"),
        ("phase-2.1", "Ready to start", "0 of 2 checks"),
        ("phase-2.2", "Not started", ""),
        ("phase-3", "Not started", ""),
    ]
    assert view("failed").overview.following == "Phase 2.1 Failed"


def test_totals_add_up_as_ranges() -> None:
    assert view().timeline.totals == (
        ("Completed", "6 hours", "claimed durations of 1 phase"),
        ("Remaining", "4.5-7.5 hours", "estimates of 3 phases"),
        ("Total", "10.5-13.5 hours", "the sum of both"),
    )


def test_a_parents_own_estimate_counts_only_when_no_child_has_one() -> None:
    phases: list[dict[str, Any]] = [
        {"id": "phase-1", "title": "A", "estimate": "4 hours"},
        {"id": "phase-1.1", "title": "B", "parent": "phase-1"},
        {"id": "phase-1.2", "title": "C", "parent": "phase-1"},
    ]
    plan = sample_plan.plan(phases=phases, settings={"metrics": [], "success": []})
    totals = view_of(sample_plan.situation(plan)).timeline.totals
    assert totals[1] == ("Remaining", "4 hours", "estimates of 2 phases")
    phases[1]["estimate"] = "1 hour"
    plan = sample_plan.plan(phases=phases, settings={"metrics": [], "success": []})
    totals = view_of(sample_plan.situation(plan)).timeline.totals
    assert totals[1] == ("Remaining", "1 hour", "estimates of 1 phase, 1 phase without an estimate")


def test_what_is_next_is_what_can_be_worked_on() -> None:
    assert view().current.following == (
        NextLine("Immediate", "Phase 2.1", "Critical fixes", "78+ test failures, claimed; ready to start",
                 ("Add `queue_position INTEGER`", "Test isolation")),
        NextLine("Then", "Phase 2.2", "Compatibility", "", ()),
        NextLine("Finally", "Phase 3", "Production", "", ()),
    )  # fmt: skip


def test_measured_totals_stand_beside_claimed_ones() -> None:
    claimed, measured = view("failed").results.phases
    where = f"run `{sample_plan.RUN}` at `c0ffee1`, 2026-11-23"
    assert claimed.totals == (
        Total("sqlite", "claimed", "572", "not stated", "not stated", "not stated", "766", "74.7%", "the old tracker"),
    )
    assert measured.totals == (
        Total("Full suite (sqlite)", "measured", "1", "4", "0", "0", "5", "20%", where),
        Total("Full suite (postgresql)", "measured", "1", "1", "0", "0", "2", "50%", where),
    )


def test_the_checklist_is_ticked_by_checks() -> None:
    before, after = view("failed").results.phases[1].checklist, view("completed").results.phases[1].checklist
    assert before[0] == Tick("Full suite (sqlite): 1 of 5 passed (20%)", "bad", "4 failed at `c0ffee1`, 2026-11-23")
    assert after[0] == Tick("Full suite (sqlite): 5 of 5 passed (100%)", "done", "nothing failed at `c0ffee1`, 2026-11-23")
    assert [tick.done for tick in before + after] == [False, False, True, True]


def test_deliverables_and_criteria_are_ticked_by_evidence_and_claims_are_marked() -> None:
    phases = {phase.id: phase for phase in view("completed").phases}
    assert phases["phase-2.1"].deliverables == (Tick("`queue_position` column", "done", "proved by `suite` at `c0ffee1`"),)
    assert phases["phase-1"].deliverables == (Tick("CRUD script", "done", "claimed", claimed=True),)
    failed = {phase.id: phase for phase in view("failed").phases}
    assert failed["phase-2.1"].deliverables[0].mark == "bad"
    assert [[tick.mark for tick in group.ticks] for group in view().success] == [["done"], ["waiting", "waiting"]]


def test_a_fact_of_a_check_becomes_a_metric() -> None:
    assert [g.figures for g in view("completed").metrics] == [
        (Figure("Tables", "26", "claimed by the old tracker"),),
        (Figure("Passing", "5", "measured, suite[sqlite] of Phase 2.1 at `c0ffee1`"),),
        (
            Figure("Phase 2.1", "1 commit by 1 author, 1 file, +2 -0 lines", "`beefbee`"),
            Figure("Total", "1 commit by 1 author, 1 file, +2 -0 lines", "recorded by runs"),
        ),
    ]
    assert view().metrics[1].figures == (Figure("Passing", "not measured yet", "`tracker run 2.1` will measure it"),)


def test_risks_show_the_state_of_their_phases() -> None:
    assert view().risk == (
        RiskGroup("Low Risk (Complete)", (("done", "Schema creation", "Phase 1"),)),
        RiskGroup("Medium Risk (In Progress)", (("ready", "Bugs", "Phase 2"),)),
        RiskGroup("High Risk (Pending)", (("waiting", "users see it", "Phase 3"),)),
    )


def test_the_newest_event_dates_the_document_and_before_the_first_the_newest_claim() -> None:
    assert view().footer == Footer(
        "2025-11-27 (newest claim; nothing has been run yet)",
        "after `tracker run 2.1` (4.5-7.5 hours of estimated work are left)",
    )
    assert view("failed").footer.updated == "2026-11-23 08:05 UTC (newest recorded event)"


def test_the_next_session_names_the_real_next_phase() -> None:
    assert view("completed").next_session == (
        "I'm working on the migration of webbuilder.\n\n"
        "Current status: Phase 2.1 is complete, verified, on a claim; Phase 2.2 (Compatibility) is ready to start.\n\n"
        "Please read prompts/P22.md, do what it says, and prove it with `tracker run 2.2`."
    )


def test_a_plan_with_nothing_in_it_and_a_finished_one_can_be_shown() -> None:
    bare = sample_plan.plan(
        phases=[{"id": "only", "title": "Only"}], settings={"project": {"name": "x"}, "metrics": [], "success": []}
    )
    assert view_of(sample_plan.situation(bare)).next_session.endswith("Please do only. Prove it with `tracker run only`.")
    done = sample_plan.plan(phases=[{"id": "only", "title": "Only", "skip": "no"}], settings={"metrics": [], "success": []})
    assert view_of(sample_plan.situation(done)).footer == Footer(
        "nothing has been run yet, and no claim has a date", "when a phase is run again, or something in the plan is edited"
    )


def test_missing_evidence_is_no_result() -> None:
    plan = sample_plan.plan()
    lost = view_of(sample_plan.situation(plan, sample_plan.failed(plan), dict[str, TestReport]()))
    assert lost.results.phases[1].totals == ()
    assert lost.results.phases[1].checklist[0].text == "Full suite (sqlite)"


@pytest.mark.parametrize(
    ("seconds", "baseline", "words"),
    [(0.093, 0.118, "21% faster"), (0.143, 0.128, "12% slower"), (0.062, 0.060, "3% slower"), (1.0, 1.0, "the same")],
)
def test_one_formula_says_faster_and_slower(seconds: float, baseline: float, words: str) -> None:
    assert change_words(seconds, baseline) == words


def test_words() -> None:
    assert [percent(563, 766), percent(9999, 10000), percent(1, 10000), percent(1, 1), percent(0, 5), percent(0, 0)] == [
        "73.5%", "99.9%", "0.1%", "100%", "0%", "no tests",
    ]  # fmt: skip
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [plural(1, "phase"), plural(2, "phase"), plural(0, "entry", "entries")] == [
        "1 phase",
        "2 phases",
        "0 entries",
    ]
    assert [sentence("do it"), sentence("Done!"), sentence(" ")] == ["Do it.", "Done!", ""]
