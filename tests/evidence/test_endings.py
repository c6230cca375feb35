"""Only what is known to be a pass is one; what a runner counts and no test accounts for is told; ids never meet."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.reports import content, report
from tracker.evidence.endings import UNKNOWN
from tracker.evidence.limits import UnreadableReportError
from tracker.evidence.numbering import numbered
from tracker.evidence.reading import read_report, read_reports
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome


def xml(*cases: str, **stated: int | str) -> bytes:
    said = "".join(f' {name}="{number}"' for name, number in stated.items())
    return f'<testsuites><testsuite name="s"{said}>{"".join(cases)}</testsuite></testsuites>'.encode()


def case(name: str = "t", inner: str = "", **attributes: str) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<testcase classname="k" name="{name}"{said}>{inner}</testcase>'


def ctrf(*tests: dict[str, object], **summary: int | str) -> bytes:
    return json.dumps({"results": {"summary": summary, "tests": tests}}).encode()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (case(inner='<aborted message="killed by the watchdog"/>'), "<aborted>"),
        (case(inner="<timeout/>"), "<timeout>"),
        (case(inner="<inconclusive>no answer</inconclusive>"), "<inconclusive>"),
        (case(inner="<skipped/><crashed/>"), "<crashed>"),
        (case(status="timedOut"), 'status="timedOut"'),
        (case(status="blocked"), 'status="blocked"'),
        (case(status="run", result="cancelled"), 'result="cancelled"'),
        (case(result="Inconclusive"), 'result="Inconclusive"'),
        (case(outcome="interrupted"), 'outcome="interrupted"'),
        (case(status="passed", state="hung"), 'state="hung"'),
    ],
)
def test_an_ending_that_nobody_knows_is_an_error_that_names_it(made: str, words: str) -> None:
    (found,) = read_report([xml(made)]).cases
    assert (found.outcome, found.type) == (Outcome.ERROR, UNKNOWN)
    assert found.message.startswith(f"{words} is not a known outcome, so it does not count as passed")


@pytest.mark.parametrize(
    "made",
    [
        case(status="run"),
        case(status="run", result="completed"),
        case(status="passed"),
        case(result="Passed"),
        case(status=""),
        case(inner="<properties/><system-out>x</system-out><flakyFailure/><rerunError/>"),
        case(inner="<attachments><a/></attachments>"),
    ],
)
def test_what_tools_write_beside_a_pass_takes_nothing_from_it(made: str) -> None:
    assert read_report([xml(made)]).totals()["passed"] == 1


@pytest.mark.parametrize(
    ("made", "ended"),
    [
        (case(outcome="failed"), "failed"),
        (case(status="run", result="skipped"), "skipped"),
        (case(success="False"), "failed"),
        (case(executed="false", success="true"), "skipped"),
        (case(passed="no"), "failed"),
        (case(disabled="true"), "skipped"),
        (case(disabled="false", ignored="0", passed="yes"), "passed"),
        (case(status="untested"), "skipped"),
        (case(success="perhaps"), "passed"),
    ],
)
def test_what_attributes_say_of_a_test(made: str, ended: str) -> None:
    (found,) = read_report([xml(made)]).cases
    assert str(found.outcome) == ended


def test_a_suite_that_says_something_unknown_of_itself_is_no_pass() -> None:
    found = read_report([xml("<timeout message='10 min'/>", case())])
    assert [(c.id, c.outcome) for c in found.cases] == [("s::(suite)", Outcome.ERROR), ("k::t", Outcome.PASSED)]


def test_a_status_that_ctrf_does_not_have_is_named() -> None:
    for status in ("timedOut", "cancelled", "blocked", None):
        with pytest.raises(UnreadableReportError, match=f"the status '{status}', which CTRF does not know"):
            read_report([ctrf({"name": "t", "status": status})])
    (found,) = read_report([ctrf({"name": "t", "status": "other", "rawStatus": "interrupted"})]).cases
    assert (found.outcome, found.message.partition(" is")[0]) == (Outcome.ERROR, "status 'interrupted'")


def test_a_todo_may_fail_and_is_told_apart() -> None:
    found = read_report([xml(case("a", '<skipped type="todo"/><failure message="not yet"/>'), case("b"))])
    assert (found.words(), found.cases[0].type) == ("1 of 2 passed, 1 todo", "todo")


def test_a_skip_of_any_other_kind_does_not_hide_a_failure() -> None:
    assert read_report([xml(case(inner='<skipped type="x"/><failure message="no"/>'))]).totals()["failed"] == 1


def test_an_expected_failure_is_told_apart_from_a_skip() -> None:
    assert report("pytest-xunit1.xml").words() == "2 of 16 passed, 8 failed, 4 errors, 1 skipped, 1 xfailed"
    assert report("pytest-xunit1.xml").totals()["skipped"] == 2


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (xml(case(), failures=1), ("the report counts 1 failures and errors in s, and names 0",)),
        (xml(case(inner="<failure/>"), failures=1, errors=2), ("the report counts 3 failures and errors in s, and names 1",)),
        (xml(case(inner="<failure/><error/>"), failures=1, errors=1), ()),
        (xml(case(inner="<flakyFailure/>"), failures=1), ()),
        (xml(case(status="failed"), failures=1), ()),
        (xml(case(), tests=7, failures=0), ()),
        (xml(case(), failed=1), ("the report counts 1 failures and errors in s, and names 0",)),
        (xml(case(), failures=0, timeouts=2), ("the report counts 2 failures and errors in s, and names 0",)),
        (xml(case(), failures=0, errors=0, cancelled=1), ("the report counts 1 failures and errors in s, and names 0",)),
        (xml(case(inner="<error/>"), errors=1, crashed=1), ()),
        (xml(case(inner="<failure/>"), failures=1, failed=1, unexpected=1), ()),
        (xml(case(inner="<failure/>"), failures="1,204"), ("the report counts 1204 failures and errors in s, and names 1",)),
        (xml(case(), failures=" 3.0 "), ("the report counts 3 failures and errors in s, and names 0",)),
        (xml(case(), failures="none", errors="-1", timeout=30), ()),
        (xml(case(), result="Failed"), ("the report counts 1 failures and errors in s, and names 0",)),
        (xml(case(inner="<failure/>"), status="FAILED"), ()),
        (xml(case(), status="finished", success="true"), ()),
        (xml(case(), success="false"), ("the report counts 1 failures and errors in s, and names 0",)),
        (ctrf({"name": "t", "status": "passed"}, failed=1), ("the report counts 1 failures, and names 0",)),
        (ctrf({"name": "t", "status": "failed"}, failed=1), ()),
        (ctrf({"name": "t", "status": "passed"}, failed="2"), ("the report counts 2 failures, and names 0",)),
    ],
)
def test_a_failure_that_is_counted_and_not_named(data: bytes, lines: tuple[str, ...]) -> None:
    assert read_report([data]).unnamed == lines


def test_real_reports_name_what_they_count_but_for_a_package_that_does_not_compile() -> None:
    names = ("pytest-xunit1.xml", "unittest.xml", "jest-junit.xml", "vitest.xml", "node.xml", "libtest.xml", "surefire.xml",
             "phpunit.xml", "nextest.xml", "phase3-sqlite.xml.gz", "phase3-postgresql.xml.gz", "jest-ctrf.json")  # fmt: skip
    assert {name: report(name).unnamed for name in names if report(name).unnamed} == {}
    assert report("gotestsum.xml").unnamed == ("the report counts 10 failures and errors, and names 9",)


def test_what_node_counts_in_comments() -> None:
    parent = '<testsuite name="parent" failures="0"><testcase classname="test" name="child"/></testsuite>'
    known = '<testcase classname="test" name="known"><failure message="no"/></testcase>'
    data = f"<testsuites>{parent}{known}<!-- fail 2 --><!-- cancelled 0 --></testsuites>".encode()
    assert read_report([data]).unnamed == ("the report counts 2 failures, and names 1",)
    assert read_report([data.replace(b"fail 2", b"fail 1")]).unnamed == ()
    inside = data.replace(b'name="child"/>', b'name="child"><failure message="x"/></testcase>').replace(b'failures="0"', b"")
    assert read_report([inside.replace(b"fail 2", b"fail 3")]).unnamed == (), "a test fails with the tests inside it"


def test_several_reports_say_which_of_them_counts_more() -> None:
    found = read_reports([("a.xml", [xml(case(), failures=1)]), ("b.xml", [xml(case("u"))])])
    assert found.unnamed == ("a.xml: the report counts 1 failures and errors in s, and names 0",)


def test_an_id_that_comes_again_is_never_that_of_another_test() -> None:
    found = read_report([xml(case("a"), case("a", "<failure/>"), case("a #2"))])
    assert [(c.id, str(c.outcome)) for c in found.cases] == [("k::a", "passed"), ("k::a ##2", "failed"), ("k::a #2", "passed")]
    data = [xml(case("a")), xml(case("a #2"), case("a"))]
    assert [c.id for c in read_reports(("x", [piece]) for piece in data).cases] == ["k::a", "k::a #2", "k::a ##2"]


@given(st.lists(st.sampled_from(["a", "a #2", "a ##2", "a #3", "b"]), max_size=8), st.randoms())
def test_numbers_keep_all_tests_apart_in_any_order(names: list[str], random: object) -> None:
    found = [c.id for c in numbered([TestCase(name, Outcome.PASSED) for name in names])]
    assert len(set(found)) == len(names)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert {c.id for c in numbered([TestCase(name, Outcome.PASSED) for name in names])} == set(found)


def test_it_is_said_in_one_way() -> None:
    outcomes = (Outcome.PASSED, Outcome.SKIPPED, Outcome.SKIPPED)
    made = TestReport(tuple(TestCase(str(number), outcome) for number, outcome in enumerate(outcomes)))
    assert made.words() == "1 of 3 passed, 2 skipped"
    assert made.words(deselected=4, xpassed=0) == "1 of 3 passed, 2 skipped, 4 deselected"
    assert content("node.xml")
