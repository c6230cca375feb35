"""Which issue a failing test belongs to."""

from __future__ import annotations

import re

import pytest

from tracker.evidence.matching import IssueMatch, assign
from tracker.model.result import TestCase
from tracker.model.status import Outcome


def case(name: str = "m::t", stage: str = "call", kind: str = "E", message: str = "no table x") -> TestCase:
    return TestCase(name, Outcome.FAILED, stage, kind, message)


def said(words: str) -> tuple[re.Pattern[str], ...]:
    return (re.compile(words),)


SIGNATURE = "call E: no table x"


@pytest.mark.parametrize(
    ("match", "covers"),
    [
        (IssueMatch(), False),
        (IssueMatch(stages=("call",)), False),
        (IssueMatch(messages=said("table")), True),
        (IssueMatch(messages=said("^E: no table x$")), True),
        (IssueMatch(messages=said("^no table")), False),
        (IssueMatch(messages=(*said("column"), *said("table"))), True),
        (IssueMatch(messages=said("column")), False),
        (IssueMatch(tests=("n::*", "m::*")), True),
        (IssueMatch(tests=("n::*",)), False),
        (IssueMatch(signatures=("call F: y", SIGNATURE)), True),
        (IssueMatch(signatures=("setup E: no table x",)), False),
        (IssueMatch(signatures=("call E: no table",)), False),
        (IssueMatch(messages=said("table"), stages=("setup", "call")), True),
        (IssueMatch(messages=said("table"), stages=("setup",)), False),
        (IssueMatch(messages=said("table"), tests=("n::*",)), False),
        (IssueMatch(messages=said("table"), tests=("m::*",)), True),
        (IssueMatch(messages=said("column"), tests=("m::*",)), False),
        (IssueMatch(tests=("m::*",), signatures=("call F: y",)), False),
        (IssueMatch(tests=("m::*",), signatures=(SIGNATURE,)), True),
        (IssueMatch(messages=said("table"), tests=("m::*",), stages=("call",), signatures=(SIGNATURE,)), True),
        (IssueMatch(messages=said("table"), tests=("m::*",), stages=("teardown",), signatures=(SIGNATURE,)), False),
    ],
)
def test_every_part_that_is_given_must_hold(match: IssueMatch, covers: bool) -> None:
    assert match.covers(case()) is covers


def test_a_failure_without_a_type_is_matched_by_its_message_alone() -> None:
    match = IssueMatch(messages=said("^no table x$"))
    assert match.covers(case(kind=""))
    assert not match.covers(case())


def test_each_failure_is_the_first_issue_s_that_covers_it_and_the_rest_is_nobody_s() -> None:
    issues = {
        "first": IssueMatch(messages=said("table")),
        "second": IssueMatch(tests=("m::*",)),
        "third": IssueMatch(messages=said("nothing like it")),
    }
    table, other, rest = case(), case("m::u", message="y"), case("n::u", message="y")
    assert assign([rest, other, table, table], issues) == {"first": [table, table], "second": [other], "third": [], "": [rest]}
    assert assign([table], dict(reversed(issues.items())))["second"] == [table]
    assert list(assign([], issues)) == ["first", "second", "third", ""]
    assert assign([table], {}) == {"": [table]}
