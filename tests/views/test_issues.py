"""Issues are counted and closed by evidence."""

from __future__ import annotations

import pytest

from tests import sample_plan
from tracker.documents.sections.issues import issues_view
from tracker.journal.events import CheckFinished, Event
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.spec.models import Plan
from tracker.views.issues import IssueView, claimed_total
from tracker.views.lookup import Lookup


def views(plan: Plan, happened: list[Event]) -> dict[str, IssueView]:
    lookup = Lookup(sample_plan.situation(plan, happened, sample_plan.REPORTS))
    return {view.issue.id: view for group in issues_view(lookup).groups for view in group.issues}


def test_without_evidence_there_are_only_claims() -> None:
    view = views(sample_plan.plan(), [])["queue"]
    assert (view.affected, view.status, view.resolved) == (
        "38 failures (claimed, not measured yet)",
        "Open; counted by `tracker run 2.1`",
        False,
    )


def test_failing_tests_are_counted_by_variant_beside_the_claim() -> None:
    plan = sample_plan.plan()
    found = views(plan, sample_plan.failed(plan))
    assert found["queue"].affected == "3 on sqlite and 1 on postgresql (claimed: 38 failures)"
    assert found["isolation"].affected == "0 on sqlite and 0 on postgresql (claimed: 40+ failures)"
    assert not found["queue"].resolved
    assert found["old"].status == "Open; no check of the plan counts it"


def test_an_issue_is_resolved_when_the_check_that_is_to_resolve_it_passed() -> None:
    plan = sample_plan.plan()
    found = views(plan, sample_plan.completed(plan))
    assert [name for name, view in found.items() if view.resolved] == ["queue", "isolation"]


def test_one_variant_is_not_enough() -> None:
    plan = sample_plan.plan()
    happened = [*sample_plan.failed(plan), sample_plan.checked(plan, "sqlite", "passed", "fine")]
    view = views(plan, happened)["queue"]
    assert (view.affected, view.resolved) == ("0 on sqlite and 1 on postgresql (claimed: 38 failures)", False)


def test_an_issue_that_was_once_seen_is_resolved_when_no_newest_result_shows_it() -> None:
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[2]["checks"] = [{**phases[2]["checks"][0], "expect": {"only_known": ["queue", "isolation"]}}]
    plan = sample_plan.plan(phases=phases)
    again = [sample_plan.checked(plan, name, "passed", "fine") for name in ("sqlite", "postgresql")]
    found = views(plan, [*sample_plan.failed(plan), *again])
    assert found["queue"].resolved
    assert not found["isolation"].resolved, "it was never seen, and no check is to resolve it"


@pytest.mark.parametrize("left", [[], [TestCase("tests.test_app::test_queue_2", Outcome.SKIPPED)]], ids=["gone", "skipped"])
def test_tests_that_are_only_skipped_or_gone_resolve_nothing(left: list[TestCase]) -> None:
    plan = sample_plan.plan()
    kept = tuple(c for c in sample_plan.REPORTS["fine"].cases if c.id != "tests.test_app::test_queue_2")
    reports = {**sample_plan.REPORTS, "fine": TestReport((*kept, *left))}
    again = [sample_plan.checked(plan, name, "passed", "fine") for name in ("sqlite", "postgresql")]
    lookup = Lookup(sample_plan.situation(plan, [*sample_plan.failed(plan), *again], reports))
    view = issues_view(lookup).groups[0].issues[0]
    assert not view.resolved
    assert view.status.startswith("Not resolved: 1 test that it broke is skipped or gone, by suite[sqlite]")


@pytest.mark.parametrize(
    ("first", "then", "count"),
    [(("phase-2.1", "sqlite"), ("phase-2.2", "fine"), 0), (("phase-2.2", "fine"), ("phase-2.1", "sqlite"), 3)],
)
def test_the_newest_results_of_a_variant_count_whichever_phase_they_are_from(
    first: tuple[str, str], then: tuple[str, str], count: int
) -> None:
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[3]["checks"] = phases[2]["checks"]
    plan = sample_plan.plan(phases=phases)
    happened = [sample_plan.checked(plan, "sqlite", "failed", tests, phase=phase) for phase, tests in (first, then)]
    assert views(plan, list(happened))["queue"].affected == f"{count} on sqlite (claimed: 38 failures)"


def test_a_result_under_another_definition_proves_nothing() -> None:
    plan = sample_plan.plan()
    happened = [
        event._replace(definition="another") if isinstance(event, CheckFinished) else event
        for event in sample_plan.completed(plan)
    ]
    assert not views(plan, happened)["queue"].resolved


def test_failing_tests_of_no_known_issue_are_grouped() -> None:
    plan = sample_plan.plan()
    lookup = Lookup(sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS))
    (stray,) = issues_view(lookup).strays
    assert (stray.label, stray.count, [c.tests for c in stray.clusters]) == (
        "sqlite",
        1,
        [("tests.test_app::test_strange",)],
    )


@pytest.mark.parametrize(
    ("claims", "total"),
    [
        (["38 failures", "40+ failures", "7 failures"], "85+"),
        (["1-2 failures", "2 failures"], "3-4"),
        (["some"], ""),
        ([], ""),
        (["100 errors (same in both)"], "100"),
    ],
)
def test_claimed_figures_add_up_as_the_ranges_they_are(claims: list[str], total: str) -> None:
    assert claimed_total(claims) == total
