"""Reports of every tool; damaged ones are unreadable and say why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.reports import content, report
from tracker.evidence import junit, reading
from tracker.evidence.junit import read_junit
from tracker.evidence.limits import DEPTH_LIMIT, UnreadableReportError
from tracker.evidence.reading import read_report
from tracker.model.result import TestCase, TestReport


def by_name(found: TestReport) -> dict[str, TestCase]:
    return {case.id: case for case in found.cases}


def said(found: TestReport) -> dict[str, str]:
    """Test → what is known of its failure."""
    return {c.id: f"{c.stage} {c.type}: {c.message.splitlines()[0]}" for c in found.broken()}


@pytest.mark.parametrize(
    ("name", "passed", "failed", "errors", "skipped"),
    [
        ("pytest-xunit1.xml", 2, 8, 4, 2),
        ("pytest-xunit2.xml", 2, 8, 4, 2),
        ("unittest.xml", 1, 3, 3, 2),
        ("jest-junit.xml", 3, 5, 1, 1),
        ("jest-ctrf.json", 2, 4, 0, 2),
        ("vitest.xml", 2, 4, 0, 3),
        ("node.xml", 1, 2, 0, 1),
        ("libtest.xml", 1, 2, 0, 0),
        ("surefire.xml", 3, 2, 3, 1),
        ("surefire-class.xml", 0, 0, 1, 0),
        ("phpunit.xml", 2, 3, 2, 2),
        ("gotestsum.xml", 2, 9, 0, 1),
        ("nextest.xml", 2, 6, 0, 0),
    ],
)
def test_every_tool_s_report_is_counted(name: str, passed: int, failed: int, errors: int, skipped: int) -> None:
    total = passed + failed + errors + skipped
    assert report(name).totals() == {"passed": passed, "failed": failed, "errors": errors, "skipped": skipped, "total": total}
    assert len(by_name(report(name))) == total, "ids keep apart"


@pytest.mark.parametrize("name", ["pytest-xunit1.xml", "pytest-xunit2.xml"])
def test_pytest_s_wrappings_are_taken_off(name: str) -> None:
    found = said(report(name))
    assert found["test_forms::test_setup"] == "setup sqlite3.OperationalError: no such table: sessions"
    assert found["test_forms::test_teardown"] == "teardown RuntimeError: could not clean up /tmp/x"
    assert found["test_forms::test_fails_and_teardown"] == "call AssertionError: no"
    assert found["test_forms::test_fails_and_teardown #2"] == "teardown RuntimeError: could not clean up /tmp/x"
    assert found["::test_broken"] == "collection ModuleNotFoundError: No module named 'nothing_of_this_name'"
    assert found["test_forms::test_raises"] == "call ValueError: bad"
    assert "\x1b" not in "".join(case.detail + case.message for case in report(name).cases)


@pytest.mark.parametrize(
    ("name", "test", "words"),
    [
        ("unittest.xml", "unit_forms.Works::test_errors", "call KeyError: 'user-17'"),
        ("unittest.xml", "::setUpClass (unit_forms.Broken)", "setup OSError: no disk"),
        ("jest-junit.xml", "sum::throws", "call TypeError: x is not a function"),
        ("jest-junit.xml", "sum::fails", "call Error: expect(received).toBe(expected) // Object.is equality"),
        ("jest-ctrf.json", "forms.test.js > hook::hook never", "call Error: no database at 127.0.0.1:5432"),
        ("vitest.xml", "forms.test.mjs::sum > throws", "call TypeError: x is not a function"),
        ("libtest.xml", "tests::fails", "call panic: assertion `left == right` failed: sum of 17"),
        ("nextest.xml", "forms::tests::fails", "call panic: assertion `left == right` failed: sum of 17"),
        ("nextest.xml", "forms::tests::aborts", "call : process aborted with signal 6 (SIGABRT)"),
        ("nextest.xml", "forms::tests::slow", "call : test timeout"),
        ("surefire-class.xml", "BrokenTest::", "call java.lang.IllegalStateException: no disk"),
        ("surefire.xml", "FormsTest::errors", "call java.lang.IllegalStateException: no connection to /tmp/db-17"),
        ("phpunit.xml", "App.SumTest::testFails",
         "call PHPUnit.Framework.ExpectationFailedException: Failed asserting that 2 matches expected 3."),
        ("gotestsum.xml", "example.org/forms::TestFails", "call : got 2, want 3"),
        ("gotestsum.xml", "example.org/forms::TestLogs", "call : no such table: sessions"),
        ("gotestsum.xml", "::TestMain", "call : no database"),
        ("gotestsum.xml", "example.org/forms::TestRequire/a_b", "call : Not equal:"),
        ("gotestsum.xml", "example.org/forms::TestPanics", "call panic: runtime error: index out of range [11] with length 0"),
    ],
)  # fmt: skip
def test_the_cause_is_found_where_the_tool_puts_it(name: str, test: str, words: str) -> None:
    assert said(report(name))[test] == words


def xml(*cases: str, head: str = "") -> bytes:
    return f"{head}<testsuites tests='9' failures='9'><testsuite name='s'>{''.join(cases)}</testsuite></testsuites>".encode()


def test_claimed_totals_are_not_read() -> None:
    assert b' tests="6"' in content("surefire.xml"), "Surefire itself counts otherwise when it reruns"
    assert read_junit(xml("<testcase classname='a' name='b'/>")).totals()["total"] == 1


def test_ids_with_newlines_brackets_and_other_scripts_keep_apart() -> None:
    names = ["t[a]", "t[b]", "t[a&#10;b]", "t[a b]", "t[\u00fc]", "t[u\u0308]", "t"]
    found = read_junit(xml(*(f"<testcase classname='k' name='{n}'/>" for n in names)))
    assert len({case.id for case in found.cases}) == len(names)
    assert "k::t[a\nb]" in by_name(found)


def test_the_same_id_twice_is_two_tests() -> None:
    found = read_junit(xml("<testcase classname='k' name='t'/>", "<testcase classname='k' name='t'><failure/></testcase>"))
    assert [(c.id, str(c.outcome)) for c in found.cases] == [("k::t", "passed"), ("k::t #2", "failed")]


def test_without_a_class_the_suite_keeps_ids_apart() -> None:
    one, two = (f"<testsuite name='{s}'><testcase name='t'/></testsuite>" for s in ("one", "two"))
    assert [c.id for c in read_junit(f"<testsuites>{one}{two}</testsuites>".encode()).cases] == ["one::t", "two::t"]


def test_a_suite_that_broke_down_as_a_whole_is_an_error() -> None:
    found = read_junit(
        b"<testsuite name='s'><error message='ImportError: no'>x</error><testcase classname='k' name='t'/></testsuite>"
    )
    assert [(c.id, str(c.outcome), c.stage) for c in found.cases] == [
        ("s::(suite)", "error", "collection"),
        ("k::t", "passed", ""),
    ]


@pytest.mark.parametrize(
    ("attributes", "children", "outcome"),
    [
        ("status='run'", "", "passed"),
        ("status='notrun'", "", "skipped"),
        ("status='run' result='skipped'", "", "skipped"),
        ("status='fail'", "", "failed"),
        ("", "<failure/><error/>", "error"),
        ("", "<error/><failure/>", "error"),
        ("", "<skipped/><failure/>", "failed"),
        ("", "<properties><failure/></properties>", "passed"),
        ("", "<flakyFailure/>", "passed"),
        ("", "<rerunFailure/><failure/>", "failed"),
        ("", "<warning/>", "failed"),
    ],
)
def test_the_worst_that_is_said_of_a_test_counts(attributes: str, children: str, outcome: str) -> None:
    (case,) = read_junit(xml(f"<testcase classname='k' name='t' {attributes}>{children}</testcase>")).cases
    assert str(case.outcome) == outcome


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
DEEP = "<a>" * (DEPTH_LIMIT + 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the report is empty"),
        (b" \n\t ", "the report is empty"),
        (b"\xef\xbb\xbf", "the report is empty"),
        (b"0 failures", "neither JUnit XML nor CTRF JSON"),
        (b"\x89PNG\r\n", "neither JUnit XML nor CTRF JSON"),
        (xml()[:-13], "damaged: no element found at line 1"),
        (content("pytest-xunit2.xml")[:900], "damaged: "),
        (xml("<testcase name='\x00'/>"), "damaged: not well-formed"),
        (xml("<testcase name='a' name='b'/>"), "damaged: duplicate attribute"),
        (xml(head=BOMB), "document type declaration"),
        (b"<!DOCTYPE testsuites SYSTEM 'file:///etc/passwd'><testsuites/>", "document type declaration"),
        (b"<html><body/></html>", "no <testsuite>"),
        (f"<testsuites>{DEEP}".encode(), "nested more than 64 levels"),
        (b"<?xml version='1.0' encoding='klingon'?><testsuites/>", "encoding"),
        (xml("<testcase name='\xff'/>".encode("latin-1").decode("latin-1")).replace(b"\xc3\xbf", b"\xff"), "damaged"),
        (b"{}", "no list results.tests"),
        (b'{"results": {"tests": [{"name": "t"}]}}', "results.tests[0]"),
        (b'{"results": {"tests": [{"name": 1, "status": "passed"}]}}', "results.tests[0]"),
        (b'{"results": {"tests": [', "damaged"),
        (b'{"results": ' + b"[" * 200_000, "nested too deep"),
        (b'{"a": "\xff"}', "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_believed_is_unreadable_and_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableReportError) as caught:
        read_report([data])
    assert why in caught.value.message


@given(st.integers(0, len(content("unittest.xml")) - 2))
def test_a_report_that_was_cut_anywhere_is_never_read(size: int) -> None:
    with pytest.raises(UnreadableReportError):
        read_report([content("unittest.xml")[:size].rstrip()])


def test_too_much_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b"<testsuites>"
        while True:
            taken += 1
            yield b"<testsuite>" + b" " * 1000 + b"</testsuite>"

    monkeypatch.setattr(junit, "SIZE_LIMIT", 10_000)
    with pytest.raises(UnreadableReportError, match="more than 10,000 bytes"):
        read_report(endless())
    assert taken < 12


def test_too_many_tests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "CASE_LIMIT", 2)
    with pytest.raises(UnreadableReportError, match="more than 2 tests"):
        read_junit(xml(*["<testcase name='t'/>"] * 3))


@given(st.integers(1, 97))
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    data = content("vitest.xml")
    assert read_report(data[at : at + size] for at in range(0, len(data), size)) == report("vitest.xml")


def test_utf_16_and_a_byte_order_mark_are_read() -> None:
    text = "<?xml version='1.0' encoding='utf-16'?><testsuite><testcase classname='k' name='\u2603'/></testsuite>"
    assert [c.id for c in read_report([text.encode("utf-16")]).cases] == ["k::\u2603"]
    assert read_report([b"\xef\xbb\xbf" + xml("<testcase name='t'/>")]).totals()["total"] == 1


def ctrf(*tests: dict[str, Any]) -> bytes:
    return json.dumps({"results": {"summary": {"tests": 99, "failed": 0}, "tests": tests}}).encode()


def test_ctrf_counts_what_there_is_and_other_is_no_pass() -> None:
    found = read_report([ctrf(*({"name": s, "status": s, "duration": 1500} for s in ("passed", "failed", "pending", "other")))])
    assert [str(case.outcome) for case in found.cases] == ["passed", "failed", "skipped", "error"]
    assert found.cases[0].seconds == 1.5


def test_ctrf_with_suites_as_a_list_and_lone_surrogates_can_be_written() -> None:
    (case,) = read_report([ctrf({"name": "\ud800", "status": "passed", "suite": ["a", "b"]})]).cases
    assert case.id.encode() == b"a > b::?"


def test_ctrf_with_the_same_name_twice_is_two_tests() -> None:
    found = read_report([ctrf({"name": "t", "status": "passed"}, {"name": "t", "status": "failed"})])
    assert [(c.id, str(c.outcome)) for c in found.cases] == [("::t", "passed"), ("::t #2", "failed")]


def test_long_texts_keep_their_end_and_their_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "DETAIL_BUDGET", 10)
    monkeypatch.setattr(junit, "TEXT_LIMIT", 1000)
    failure = f"<failure>{'x' * 3000} {'line' * 20}\nE   ValueError: the end</failure>"
    one, two = read_junit(xml(*(f"<testcase classname='k' name='{n}'>{failure}</testcase>" for n in "ab"))).cases
    assert one.detail.endswith("ValueError: the end")
    assert two.detail == ""
    assert [(c.type, c.message) for c in (one, two)] == [("ValueError", "the end")] * 2


def test_a_failure_s_text_takes_no_more_memory_than_its_limit() -> None:
    reader = junit._Reader()
    reader.start("testsuite", {})
    reader.start("testcase", {"name": "t"})
    reader.start("failure", {})
    for _ in range(100):
        reader.data("y" * 10_000)
    assert sum(map(len, reader.text)) <= junit.TEXT_LIMIT


def test_several_reports_have_the_limits_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = (
        b'<testsuite><testcase classname="t" name="bad"><failure message="no">a long text</failure></testcase></testsuite>'
    )
    files = [(f"{number}.xml", [failing]) for number in range(3)]
    monkeypatch.setattr(reading, "DETAIL_BUDGET", 20)
    assert [(case.id, case.detail) for case in reading.read_reports(files).cases] == [
        ("t::bad", "a long text"), ("t::bad #2", ""), ("t::bad #3", ""),
    ]  # fmt: skip
    monkeypatch.setattr(reading, "CASE_LIMIT", 2)
    with pytest.raises(UnreadableReportError, match=r"the reports up to 2\.xml have more than 2 tests"):
        reading.read_reports(files)
    with pytest.raises(UnreadableReportError, match=r"b\.xml is unreadable: the report is empty"):
        reading.read_reports([("a.xml", [failing]), ("b.xml", [])])


@pytest.mark.parametrize("said", ["nan", "inf", "-inf", "-1", "1e999", "", "soon", "-0"])
def test_a_duration_that_cannot_be_is_none(said: str) -> None:
    found = read_report([f'<testsuite><testcase classname="a" name="b" time="{said}"/></testsuite>'.encode()])
    assert str(found.cases[0].seconds) == "0.0"


@pytest.mark.parametrize("said", ["NaN", "Infinity", "-1", "1e999", "null", '"5"', "1e12"])
def test_a_duration_in_ctrf_that_cannot_be_is_none(said: str) -> None:
    text = f'{{"results":{{"tests":[{{"name":"a","status":"passed","duration":{said}}}]}}}}'
    assert str(read_report([text.encode()]).cases[0].seconds) == "0.0"
