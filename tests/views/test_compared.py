"""What became of each test, where one result is on each side and where there are several."""

from __future__ import annotations

import pytest

from tracker.checking.suite_expect import Allowed
from tracker.errors import UsageError
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.views.compared import comparison_view, got_worse, pairs_of
from tracker.views.faces.compare import ComparisonFace
from tracker.views.sources import Source


def source(label: str, **outcomes: Outcome) -> Source:
    return Source("phase-3", label, TestReport(tuple(TestCase(f"t::{name}", was) for name, was in outcomes.items())))


def compared(before: list[Source], after: list[Source], *allowed: str) -> ComparisonFace:
    skips = tuple(Allowed(tests=name, why="not on this machine") for name in allowed)
    pairs = pairs_of(before, after)
    return comparison_view(before, after, pairs, [(ending, skips, ()) for ending, _, _ in pairs])


def test_each_test_is_in_one_list() -> None:
    view = compared([source("", a=Outcome.PASSED, b=Outcome.FAILED)], [source("", a=Outcome.FAILED, b=Outcome.PASSED)])
    assert (view["regressed"], view["fixed"], view["worse"]) == (["t::a"], ["t::b"], ["t::a"])
    assert view["signatures"]["t::b"][1] is None
    assert got_worse(view)


def test_several_results_are_compared_by_their_names_and_keep_them() -> None:
    before = [source("suite[x]", a=Outcome.PASSED), source("suite[y]", a=Outcome.PASSED)]
    view = compared(before, [source("suite[y]", a=Outcome.FAILED), source("suite[x]", a=Outcome.PASSED)])
    assert (view["same"], view["regressed"]) == (["t::a @ suite[x]"], ["t::a @ suite[y]"])


def test_results_without_a_common_name_are_not_compared() -> None:
    with pytest.raises(UsageError, match="no results of the same check"):
        pairs_of([source("suite[x]"), source("suite[y]")], [source("suite[z]")])


def test_a_skip_that_the_plan_allows_is_not_worse() -> None:
    view = compared([source("", a=Outcome.PASSED)], [source("", a=Outcome.SKIPPED)], "t::a")
    assert (view["now_skipped"], view["worse"], view["allowed"]) == (["t::a"], [], {"t::a": "not on this machine"})
    assert not got_worse(view)


def test_a_new_test_that_does_not_pass_is_worse() -> None:
    view = compared([source("")], [source("", a=Outcome.SKIPPED, b=Outcome.PASSED)])
    assert (view["new"], view["new_not_passing"]) == (["t::a", "t::b"], ["t::a"])
    assert got_worse(view)


def test_what_is_not_known_of_a_result_has_no_key() -> None:
    here = source("suite", a=Outcome.PASSED)
    assert list(here.compared()) == ["name", "check", "totals"]
