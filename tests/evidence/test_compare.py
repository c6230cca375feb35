"""Eight sets, each test in exactly one."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.reports import phase3
from tracker.evidence.compare import Comparison, compare
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

SETS = [f.name for f in fields(Comparison)]


def sizes(found: Comparison) -> dict[str, int]:
    return {name: len(getattr(found, name)) for name in SETS}


def one(what: str) -> TestReport:
    """A report with one test: `passed`, `skipped`, `error`, `failed: message` or `none`."""
    outcome, _, message = what.partition(": ")
    if outcome == "none":
        return TestReport()
    return TestReport((TestCase("k::t", Outcome(outcome), "call" if message else "", "", message),))


@pytest.mark.parametrize(
    ("before", "after", "group"),
    [
        ("failed: a", "passed", "fixed"),
        ("error: a", "passed", "fixed"),
        ("passed", "failed: a", "regressed"),
        ("passed", "error: a", "regressed"),
        ("skipped", "failed: a", "regressed"),
        ("failed: a", "failed: b", "changed"),
        ("failed: a", "error: a", "changed"),
        ("failed: got 1", "failed: got 2", "same"),
        ("passed", "passed", "same"),
        ("skipped", "skipped", "same"),
        ("none", "passed", "new"),
        ("none", "failed: a", "new"),
        ("passed", "none", "gone"),
        ("failed: a", "none", "gone"),
        ("passed", "skipped", "now_skipped"),
        ("failed: a", "skipped", "now_skipped"),
        ("skipped", "passed", "no_longer_skipped"),
    ],
)
def test_what_became_of_a_test(before: str, after: str, group: str) -> None:
    assert {name: n for name, n in sizes(compare(one(before), one(after))).items() if n} == {group: 1}


def test_the_second_run_over_the_same_workspace_breaks_21_tests() -> None:
    found = sizes(compare(phase3("sqlite"), phase3("sqlite-run2")))
    assert (found["regressed"], found["fixed"], found["changed"]) == (21, 0, 9)


def test_postgresql_minus_the_contaminated_sqlite_run_is_exactly_nine_tests() -> None:
    found = compare(phase3("sqlite-run2"), phase3("postgresql"))
    assert {name: n for name, n in sizes(found).items() if n} == {"same": 757, "regressed": 9}
    assert "tests.core.test_sql_processor.TestSQLProcessor::test_execute_sql_safely_valid_select" in found.regressed


CASES = st.builds(
    lambda name, outcome, message: TestCase(name, outcome, "", "", "" if outcome is Outcome.PASSED else message),
    st.text("abc", min_size=1, max_size=2),
    st.sampled_from([Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED]),
    st.text("abc 1'", max_size=6),
)
REPORTS = st.lists(CASES, max_size=12, unique_by=lambda c: c.id).map(lambda cases: TestReport(tuple(cases)))


@given(REPORTS)
def test_a_report_is_the_same_as_itself(report: TestReport) -> None:
    found = sizes(compare(report, report))
    assert found.pop("same") == len(report.cases)
    assert not any(found.values())


@given(REPORTS, REPORTS)
def test_every_test_of_either_side_is_in_exactly_one_set(base: TestReport, new: TestReport) -> None:
    found = compare(base, new)
    listed = [name for group in SETS for name in getattr(found, group)]
    assert sorted(listed) == sorted({case.id for case in (*base.cases, *new.cases)})


@given(REPORTS, REPORTS, st.randoms())
def test_the_order_of_tests_does_not_matter(base: TestReport, new: TestReport, random) -> None:
    mixed = [list(base.cases), list(new.cases)]
    for cases in mixed:
        random.shuffle(cases)
    assert compare(TestReport(tuple(mixed[0])), TestReport(tuple(mixed[1]))) == compare(base, new)


@given(REPORTS, REPORTS)
def test_there_and_back_swaps_the_sets(a: TestReport, b: TestReport) -> None:
    there, back = compare(a, b), compare(b, a)
    assert (there.new, there.gone, there.changed, there.same) == (back.gone, back.new, back.changed, back.same)
    assert set(there.fixed) <= set(back.regressed)


def test_worse_is_what_regressed_what_is_gone_and_what_is_skipped_now() -> None:
    found = Comparison(fixed=("a",), regressed=("d",), changed=("b",), same=("c",), new=("f",), gone=("e",), now_skipped=("g",))
    assert found.worse() == ("d", "e", "g")
