"""Results against the phase before, and one variant against the other."""

from __future__ import annotations

from tests import sample_plan
from tracker.journal.events import Event
from tracker.model.result import TestReport
from tracker.views.comparisons import OneOnly, Since, only_in_one, since_last
from tracker.views.lookup import Lookup
from tracker.views.results import phase_results


def two_phases() -> tuple[Lookup, list[Event]]:
    """The suite failed in phase 2.1, and was run again in phase 2.2 on SQLite with nothing failing and two tests gone."""
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[3]["checks"] = phases[2]["checks"]
    plan = sample_plan.plan(phases=phases)
    happened = [*sample_plan.failed(plan), sample_plan.checked(plan, "sqlite", "passed", "fine", phase="phase-2.2")]
    kept = [case for case in sample_plan.REPORTS["fine"].cases if not case.id.endswith(("queue_1", "queue_2"))]
    reports = {**sample_plan.REPORTS, "fine": TestReport(tuple(kept))}
    return Lookup(sample_plan.situation(plan, happened, reports)), happened


def test_each_variant_is_compared_with_the_phase_before() -> None:
    lookup, _ = two_phases()
    assert list(since_last(lookup, lookup.graph.phases["phase-2.2"])) == [
        Since(
            "Full suite (sqlite)",
            "Phase 2.1",
            "2 fixed, 1 the same, 2 gone",
            ("tests.test_app::test_queue_1", "tests.test_app::test_queue_2"),
        )
    ]
    assert list(since_last(lookup, lookup.graph.phases["phase-2.1"])) == []


def test_what_fails_in_one_variant_only() -> None:
    lookup, _ = two_phases()
    assert list(only_in_one(lookup, lookup.graph.phases["phase-2.1"])) == [
        OneOnly("sqlite", ("tests.test_app::test_queue_1", "tests.test_app::test_queue_2", "tests.test_app::test_strange"))
    ]
    assert list(only_in_one(lookup, lookup.graph.phases["phase-2.2"])) == []


def test_the_results_view_has_both_and_the_clusters() -> None:
    lookup, _ = two_phases()
    found = phase_results(lookup, lookup.graph.phases["phase-2.1"])
    assert [only.label for only in found.only] == ["sqlite"]
    assert found.failing[0].clusters == (
        (3, "call OperationalError: no such column: queue_position"),
        (1, "call OperationalError: boom | pipe"),
    )
    assert found.since == ()
