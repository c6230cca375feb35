"""Every failing test in one cluster, with where it is from and what is known of it."""

from __future__ import annotations

import re

from tracker.errors import TrackerError
from tracker.evidence.matching import IssueMatch
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.views.sources import Source
from tracker.views.triage import triage_view


def broken(name: str, message: str) -> TestCase:
    return TestCase(f"t::{name}", Outcome.FAILED, type="ValueError", message=message)


PASSED = TestCase("t::fine", Outcome.PASSED)
HERE = Source("here.xml", "", TestReport((PASSED, broken("a", "no such column"), broken("b", "odd"))))
THERE = Source(
    "phase-3", "suite[sqlite]", TestReport((broken("a", "no such column"),)), phase="phase-3", elsewhere="CI build 17"
)


def test_failures_of_one_cause_are_counted_by_the_report_that_has_them() -> None:
    view = triage_view([("here.xml", HERE), ("phase-3", THERE)], {})
    assert [(found["count"], found["reports"]) for found in view["clusters"]] == [
        (2, {"here.xml": 1, "phase-3/suite[sqlite]": 1}),
        (1, {"here.xml": 1}),
    ]
    assert view["clusters"][0]["tests"] == ["t::a", "t::a"]
    assert view["clusters"][0]["message"] == "ValueError: no such column"


def test_a_known_issue_says_how_many_of_the_failures_it_covers() -> None:
    view = triage_view([("here.xml", HERE)], {"column": IssueMatch(messages=(re.compile("column"),))})
    assert [found["issues"] for found in view["clusters"]] == [{"column": 1}, {}]


def test_a_report_that_cannot_be_read_says_why_and_takes_nothing_from_the_others() -> None:
    view = triage_view([("bad.xml", TrackerError("bad.xml: no XML")), ("phase-3", THERE)], {})
    assert view["reports"] == [
        {"path": "bad.xml", "totals": None, "unreadable": "bad.xml: no XML"},
        {
            "path": "phase-3/suite[sqlite]",
            "totals": {"passed": 0, "failed": 1, "errors": 0, "skipped": 0, "total": 1},
            "unreadable": None,
            "elsewhere": "CI build 17",
        },
    ]
    assert len(view["clusters"]) == 1
