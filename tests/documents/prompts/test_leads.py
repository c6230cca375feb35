"""Where to look for a cause that the plan does not name."""

from __future__ import annotations

from tests import sample_plan
from tracker.documents.prompts.leads import where_to_look
from tracker.documents.prompts.view import prompt_view
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.views.lookup import Lookup


def broken(name: str, detail: str) -> TestCase:
    return TestCase(f"t::{name}", Outcome.FAILED, "call", "Error", "UNIQUE constraint failed", detail, "tests/test_a.py")


CASES = (
    broken("a", "tests/test_a.py:12: in test_a\nserver/schema.sql:7: bad\n/x/site-packages/lib.py:3: deep"),
    broken("b", "tests/test_a.py:12: in test_b"),
)


def test_places_files_and_recorded_commits_are_named() -> None:
    plan = sample_plan.plan()
    assert where_to_look(Lookup(sample_plan.situation(plan)), CASES) == (
        "`tests/test_a.py:12` (2 tests)",
        "`server/schema.sql:7` (1 test)",
        "`tests/test_a.py` (2 tests)",
    )
    with_commit = Lookup(sample_plan.situation(plan, sample_plan.completed(plan)))
    assert where_to_look(with_commit, CASES)[3:] == ("commit `beefbee` feat: add column, which touched one of them",)


def test_a_prompt_says_it_only_where_the_plan_names_neither_cause_nor_fix() -> None:
    plan = sample_plan.plan()
    reports = {name: TestReport(CASES) for name in ("sqlite", "postgresql")}
    view = prompt_view(sample_plan.situation(plan, sample_plan.failed(plan), reports), "phase-2.1")
    assert [(issue.issue.id, bool(issue.look)) for issue in view.issues] == [("queue", False), ("isolation", True)]
