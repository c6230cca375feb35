"""Suites: judged test by test, by a report that this very run wrote."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tracker.evidence.matching import IssueMatch
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

REAL = f"{sys.executable} -m pytest -q -p no:cacheprovider"


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def pretend(bench: Bench, report: str | None, code: int = 0, **values: Any):
    """A command that leaves this report and ends with this code, as a suite of any other tool does."""
    bench.write("report.xml", report or "")
    copy = "p=${PYTEST_ADDOPTS#*--junitxml=}; p=${p%% -o *}; eval cp report.xml $p; " if report is not None else ""
    return bench.run("pytest", run=f"{copy}true; exit {code}", **values)


def suite(*cases: str, closed: bool = True) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}" + ("</testsuite></testsuites>" if closed else "")


def case(name: str, inner: str = "") -> str:
    return f'<testcase classname="t" name="{name}">{inner}</testcase>'


PASS, FAIL = case("good"), case("bad", '<failure message="AssertionError: no">E  no</failure>')
SKIP, BROKEN = case("off", '<skipped message="why"/>'), case("broken", '<error message="failed on setup with &quot;x&quot;"/>')


def test_a_real_suite_that_passes(bench: Bench) -> None:
    bench.write("test_x.py", "import os\ndef test_one(): assert os.environ['DB'] == 'pg'\ndef test_two(): pass\n")
    found = bench.run(
        "pytest", {"db": "pg"}, run=REAL, env={"DB": "{{ db }}", "PYTHONDONTWRITEBYTECODE": "1"}, matrix={"db": ["pg"]}
    )
    assert (found.outcome, found.summary) == (Outcome.PASSED, "2 of 2 passed")
    assert dict(found.facts) == {"passed": 2, "failed": 0, "errors": 0, "skipped": 0, "total": 2}
    assert found.tests is not None
    assert [test.id for test in found.tests.cases] == ["test_x::test_one", "test_x::test_two"]


def test_a_real_suite_that_fails_breaks_down_and_skips(bench: Bench) -> None:
    bench.write(
        "test_x.py",
        "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\n@pytest.mark.skip\ndef test_c(): pass\n"
        "@pytest.fixture\ndef bad(): raise KeyError('x')\ndef test_d(bad): pass\n",
    )
    found = bench.run("pytest", run=REAL)
    assert (found.outcome, found.summary) == (Outcome.FAILED, "1 of 4 passed, 1 failed, 1 error, 1 skipped")
    assert found.details == ("failing tests: found 2, expected none",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no tests"),
        ("def helper(): pass\n", "no tests"),
        ("def test_x(): pass\n", "-k nothing"),
        ("def test_x(): pass\n", "--co"),
    ],
)
def test_no_test_is_never_a_pass(bench: Bench, content: str, words: str) -> None:
    bench.write("test_x.py", content)
    for expect in ({}, {"total": "0"}, {"passed": ">= 0", "failed": "0"}):
        found = bench.run("pytest", run=f"{REAL} {words if words.startswith('-') else ''}", expect=expect)
        assert (found.outcome, found.summary) == (Outcome.FAILED, "no tests were run")


def test_a_suite_that_cannot_be_collected_or_called_is_an_error(bench: Bench) -> None:
    bench.write("test_x.py", "import no_such_module\n")
    assert bench.run("pytest", run=REAL).outcome == "error"
    assert bench.run("pytest", run=f"{REAL} --no-such-option").summary == "pytest was called wrongly (exit 4)"


@pytest.mark.parametrize("code", [2, 3, 4])
def test_exit_codes_that_say_nothing_about_tests_are_errors_whatever_the_report(bench: Bench, code: int) -> None:
    found = pretend(bench, suite(PASS), code)
    assert found.outcome == "error"
    assert found.summary.endswith(f"(exit {code})")


def test_a_missing_report_is_an_error(bench: Bench) -> None:
    for code in (0, 1):
        found = pretend(bench, None, code)
        assert (found.outcome, found.summary) == ("error", f"no report was written (exit {code})")


@pytest.mark.parametrize(
    "report",
    ["<html/>", "no xml", suite(PASS, closed=False), suite(PASS)[:-1], f"<!DOCTYPE x [<!ENTITY a 'b'>]>{suite(PASS)}",
     suite(PASS) + "rest",
     "<a>" * 100 + "</a>" * 100, "\0", "{}"],
)  # fmt: skip
def test_an_unreadable_or_partial_report_is_an_error(bench: Bench, report: str) -> None:
    found = pretend(bench, report)
    assert found.outcome == "error"
    assert found.summary.startswith("the report is unreadable: ")
    assert found.tests is None


def test_an_empty_report_is_none(bench: Bench) -> None:
    for report in ("", " \n"):
        assert pretend(bench, report).outcome == "error"


@pytest.mark.parametrize(
    ("cases", "code"), [((PASS, FAIL), 0), ((PASS, BROKEN), 0), ((PASS,), 1), ((PASS,), 5), ((PASS, SKIP), 139)]
)
def test_a_report_that_contradicts_the_exit_code_is_an_error(bench: Bench, cases: tuple[str, ...], code: int) -> None:
    found = pretend(bench, suite(*cases), code)
    assert found.outcome == "error"
    assert f"exit code {code}" in found.summary


def test_a_report_that_a_script_sends_elsewhere_is_no_riddle(bench: Bench) -> None:
    bench.write("test_one.py", "def test_one():\n    pass\n")
    bench.write("suite.sh", "exec python -m pytest -q --junitxml=own.xml\n")
    found = bench.run("pytest", run="sh suite.sh")
    assert (found.outcome, found.summary) == ("error", "no report was written (exit 0)")
    assert "a `--junitxml` in a script" in found.details[0]


def test_a_report_left_over_is_not_believed(bench: Bench) -> None:
    bench.scratch.mkdir(parents=True)
    for code in (0, 1):
        (bench.scratch / "junit.xml").write_text(suite(PASS))
        found = pretend(bench, None, code)
        assert (found.outcome, found.summary) == ("error", f"no report was written (exit {code})")


def test_a_suite_in_which_everything_is_skipped_proves_nothing(bench: Bench) -> None:
    found = pretend(bench, suite(SKIP, case("off2", "<skipped/>")))
    assert (found.outcome, found.summary) == ("failed", "0 of 2 passed, 2 skipped")
    assert pretend(bench, suite(PASS, SKIP)).outcome == "passed"


def test_totals_are_counted_and_not_read(bench: Bench) -> None:
    report = suite(PASS, FAIL).replace("<testsuite>", '<testsuite tests="100" failures="0" errors="0">')
    assert pretend(bench, report, 1).summary == "1 of 2 passed, 1 failed"


@pytest.mark.parametrize(
    ("expect", "unmet"),
    [
        ({"passed": ">= 1", "failed": "1", "errors": "1", "skipped": "1", "total": "4"}, []),
        (
            {"passed": "2", "failed": "<= 1"},
            ["passed: found 1, expected 2", "failing tests: found 1, expected none"],
        ),
        (
            {"failed": "0", "errors": "0"},
            [
                "failed: found 1, expected 0",
                "errors: found 1, expected 0",
                "failing tests: found 2, expected none",
            ],
        ),
        ({"total": "5"}, ["total: found 4, expected 5", "failing tests: found 2, expected none"]),
        ({"skipped": "0"}, ["skipped: found 1, expected 0", "failing tests: found 2, expected none"]),
    ],
)
def test_counts(bench: Bench, expect: dict[str, str], unmet: list[str]) -> None:
    found = pretend(bench, suite(PASS, FAIL, SKIP, BROKEN), 1, expect=expect)
    assert list(found.details) == unmet
    assert found.outcome == ("failed" if unmet else "passed")


def base(**outcomes: Outcome) -> TestReport:
    return TestReport(tuple(TestCase(f"t::{name}", outcome) for name, outcome in outcomes.items()))


P, F, S = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED


@pytest.mark.parametrize(
    ("before", "cases", "code", "unmet"),
    [
        ({"good": P, "bad": F, "off": S}, (PASS, FAIL, SKIP), 1, None),
        ({"good": P, "bad": P}, (PASS, FAIL), 1, "regressed since phase-1: found 1 test, expected none: t::bad"),
        ({"good": P, "gone": P}, (PASS,), 0, "gone since phase-1: found 1 test, expected none: t::gone"),
        ({"good": P, "off": P}, (PASS, SKIP), 0, "now skipped since phase-1: found 1 test, expected none: t::off"),
        ({"good": P, "off": F}, (PASS, SKIP), 0, "now skipped since phase-1: found 1 test, expected none: t::off"),
        ({"good": P}, (PASS, SKIP), 0, "new and skipped since phase-1: found 1 test, expected none: t::off"),
        ({"good": P}, (PASS, case("new")), 0, None),
        ({"good": F, "bad": F}, (PASS, FAIL), 1, None),
    ],
)
def test_against_a_baseline(
    bench: Bench, before: dict[str, Outcome], cases: tuple[str, ...], code: int, unmet: str | None
) -> None:
    bench.baseline["phase-1", "it", ""] = base(**before)
    found = pretend(bench, suite(*cases), code, expect={"no_regressions_since": "phase-1"})
    assert found.details == ((unmet,) if unmet else ())
    assert found.outcome == ("failed" if unmet else "passed")


def test_a_skip_that_the_plan_allows(bench: Bench) -> None:
    bench.baseline["phase-1", "suite", ""] = base(good=P, off=P)
    expect = {"no_regressions_since": "phase-1", "baseline_check": "suite", "allow_skips": [{"tests": "t::of*", "why": "gone"}]}
    assert pretend(bench, suite(PASS, SKIP), expect=expect).outcome == "passed"
    bench.baseline["phase-1", "suite", ""] = base(good=P)
    assert pretend(bench, suite(PASS, SKIP), expect=expect).outcome == "passed"


def test_a_baseline_that_is_not_recorded_is_an_error_and_no_pass(bench: Bench) -> None:
    bench.baseline["phase-1", "it", "db=sqlite"] = base(good=P)
    found = pretend(bench, suite(PASS), expect={"no_regressions_since": "phase-1"})
    assert found.outcome == "error"
    assert found.summary == (
        "1 of 1 passed; phase-1 has no recorded results of it to compare with; record them: tracker run 1 --check it"
    )


def test_issues_that_must_be_resolved_or_are_known(bench: Bench) -> None:
    bench.issues = {"no": IssueMatch((re.compile("AssertionError: no"),)), "other": IssueMatch((re.compile("nothing"),))}
    found = pretend(bench, suite(PASS, FAIL), 1, expect={"resolves": ["no"], "failed": "1"})
    assert found.details == ("no: found 1 failing tests that match it, expected none: t::bad",)
    assert pretend(bench, suite(PASS, FAIL), 1, expect={"resolves": ["other"], "failed": "1"}).outcome == "passed"
    assert pretend(bench, suite(PASS, FAIL), 1, expect={"only_known": ["no"]}).outcome == "passed"
    found = pretend(bench, suite(PASS, FAIL, BROKEN), 1, expect={"only_known": ["no"]})
    assert found.details == ("unknown failures: found 1, expected none: t::broken",)


def test_a_folder_with_quotes_and_spaces_in_its_name(tmp_path: Path, hermetic: dict[str, str]) -> None:
    odd = tmp_path / 'it\'s a "folder"'
    odd.mkdir()
    bench = Bench(odd, hermetic)
    bench.write("test_x.py", "def test_one(): pass\n")
    assert bench.run("pytest", run=REAL, env={"PYTEST_ADDOPTS": "-p no:randomly"}).summary == "1 of 1 passed"


def test_long_lists_are_shortened(bench: Bench) -> None:
    bad = [case(f"n{number:02}", "<failure/>") for number in range(13)]
    found = pretend(bench, suite(*bad), 1)
    assert found.details == ("failing tests: found 13, expected none",)
    (cause,) = found.causes
    assert (cause.failures, cause.tests) == (13, ("t::n00", "t::n01", "t::n02"))


@pytest.mark.parametrize(
    "expect", [{"passed": "many"}, {"allow_skips": [{"tests": "x"}]}, {"allow_skips": [{"tests": "", "why": "x"}]}]
)
def test_what_the_plan_may_not_say(expect: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read("pytest", expect=expect)
