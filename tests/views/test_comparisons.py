"""Results against the phase before, and one variant against the other."""

from __future__ import annotations

from tests import stories
from tracker.journal.events import Event
from tracker.model.result import TestReport
from tracker.views.comparisons import OneOnly, Since, only_in_one, since_last
from tracker.views.ground import Ground
from tracker.views.results import phase_results


def two_phases() -> tuple[Ground, list[Event]]:
    """The suite failed in phase 2.1, and was run again in phase 2.2 on SQLite with nothing failing and two tests gone."""
    phases = [dict(p) for p in stories.PHASES]
    phases[3]["checks"] = phases[2]["checks"]
    plan = stories.plan(phases=phases)
    happened = [*stories.failed(plan), stories.checked(plan, "sqlite", "passed", "fine", phase="phase-2.2")]
    kept = [case for case in stories.REPORTS["fine"].cases if not case.id.endswith(("queue_1", "queue_2"))]
    reports = {**stories.REPORTS, "fine": TestReport(tuple(kept))}
    return Ground(stories.situation(plan, happened, reports)), happened


def test_each_variant_is_compared_with_the_phase_before() -> None:
    ground, _ = two_phases()
    assert list(since_last(ground, ground.graph.phases["phase-2.2"])) == [
        Since(
            "Full suite (sqlite)",
            "Phase 2.1",
            "2 fixed, 1 the same, 2 gone",
            ("tests.test_app::test_queue_1", "tests.test_app::test_queue_2"),
        )
    ]
    assert list(since_last(ground, ground.graph.phases["phase-2.1"])) == []


def test_what_fails_in_one_variant_only() -> None:
    ground, _ = two_phases()
    assert list(only_in_one(ground, ground.graph.phases["phase-2.1"])) == [
        OneOnly("sqlite", ("tests.test_app::test_queue_1", "tests.test_app::test_queue_2", "tests.test_app::test_strange"))
    ]
    assert list(only_in_one(ground, ground.graph.phases["phase-2.2"])) == []


def test_the_results_view_has_both_and_the_clusters() -> None:
    ground, _ = two_phases()
    found = phase_results(ground, ground.graph.phases["phase-2.1"])
    assert [only.label for only in found.only] == ["sqlite"]
    assert found.failing[0].clusters == (
        (3, "call OperationalError: no such column: queue_position"),
        (1, "call OperationalError: boom | pipe"),
    )
    assert found.since == ()
