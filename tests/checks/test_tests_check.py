"""Suites of any tool: judged test by test, by the reports that this very run wrote."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tests.conftest import Place
from tracker.evidence.matching import IssueMatch
from tracker.model.ids import Variant
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def case(name: str, inner: str = "") -> str:
    return f'<testcase classname="t" name="{name}">{inner}</testcase>'


def suite(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


PASS, FAIL = case("good"), case("bad", '<failure message="AssertionError: no">no</failure>')
SKIP = case("off", '<skipped message="why"/>')
CTRF = json.dumps({"results": {"tests": [{"name": "good", "suite": "t", "status": "passed", "duration": 5}]}})


def pretend(bench: Bench, *reports: str, code: int = 0, pattern: str = "build/*", **values: Any):
    """A command that writes these reports and ends with this code, as any test tool does."""
    words = []
    for number, report in enumerate(reports):
        bench.write(f"kept/{number}.xml", report)
        words.append(f"cp kept/{number}.xml build/{number}.xml")
    return bench.run("tests", run="; ".join(["mkdir -p build", *words, f"exit {code}"]), report=pattern, **values)


def ids(found: Any) -> list[str]:
    return [test.id for test in found.tests.cases]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_a_real_suite_of_node(bench: Bench) -> None:
    bench.write(
        "x.test.js",
        "const {test} = require('node:test'); const assert = require('node:assert');\n"
        "test('adds', () => assert.equal(1 + 1, 2));\ntest('fails', () => assert.equal(process.env.WANTED, 'yes'));\n"
        "test('later', {skip: 'not yet'}, () => {});\n",
    )
    run = "node --test --test-reporter=junit --test-reporter-destination=junit.xml x.test.js"
    found = bench.run("tests", run=run, report="junit.xml")
    assert (found.outcome, found.summary) == (Outcome.FAILED, "1 of 3 passed, 1 failed, 1 skipped")
    assert found.details == ("failing tests: found 1, expected none",)
    again = bench.run("tests", run=run, report="junit.xml", env={"WANTED": "yes"}, expect={"total": "3", "skipped": "1"})
    assert (again.outcome, again.summary) == (Outcome.PASSED, "2 of 3 passed, 1 skipped")


@pytest.mark.parametrize("report", [suite(PASS), CTRF])
def test_a_report_is_known_by_its_content(bench: Bench, report: str) -> None:
    found = pretend(bench, report)
    assert (found.outcome, found.summary, ids(found)) == (Outcome.PASSED, "1 of 1 passed", ["t::good"])
    assert dict(found.facts)["total"] == 1


def test_several_reports_are_one_and_a_test_that_comes_again_is_counted_on(bench: Bench) -> None:
    found = pretend(bench, suite(PASS, PASS, SKIP), suite(PASS, FAIL), CTRF, code=1)
    assert found.summary == "4 of 6 passed, 1 failed, 1 skipped"
    assert ids(found) == ["t::good", "t::good #2", "t::off", "t::good #3", "t::bad", "t::good #4"]


def test_several_patterns_and_what_is_taken_away(bench: Bench) -> None:
    reports = [suite(PASS), suite(SKIP), "no report"]
    assert (
        pretend(bench, *reports, pattern=["build/0.xml", "build/*.xml", "!build/2.xml"]).summary == "1 of 2 passed, 1 skipped"
    )


def test_a_missing_report_is_an_error(bench: Bench) -> None:
    for code in (0, 1):
        found = pretend(bench, code=code, pattern=["build/a.xml", "build/*.json"])
        assert (found.outcome, found.summary) == (Outcome.ERROR, f"no report was written (exit {code})")
        assert found.details == ("build/a.xml: found no file", "build/*.json: found no file")


def test_a_report_that_was_there_before_does_not_speak_for_a_run_that_wrote_none(bench: Bench) -> None:
    old = bench.write("build/old.xml", suite(PASS))
    for code in (0, 1):
        found = pretend(bench, code=code)
        assert (found.outcome, found.summary) == (Outcome.ERROR, f"no report was written (exit {code})")
        assert found.details == ("build/old.xml was there before, and this run did not write it",)
    found = bench.run("tests", run="chmod 600 build/old.xml", report="build/*")
    assert found.summary == "no report was written (exit 0)", "new rights are no new report"
    assert old.read_text() == suite(PASS), "it is the user's"


def test_of_several_reports_only_those_of_this_run_count(bench: Bench) -> None:
    bench.write("build/old.xml", suite(FAIL))
    assert pretend(bench, suite(PASS)).summary == "1 of 1 passed"


def test_a_report_that_is_written_anew_with_the_same_content_counts(bench: Bench) -> None:
    for name in ("kept.xml", "build/a.xml"):
        os.utime(bench.write(name, suite(PASS)), (1_700_000_000, 1_700_000_000))
    assert bench.run("tests", run="cat kept.xml > build/a.xml", report="build/a.xml").summary == "1 of 1 passed"
    os.utime(bench.path / "build/a.xml", (1_700_000_000, 1_700_000_000))
    found = bench.run("tests", run="rm build/a.xml; cp -p kept.xml build/a.xml", report="build/a.xml")
    assert found.summary == "no report was written (exit 0)", "what comes from a cache is an older run's"


def test_a_report_with_other_content_and_the_same_time_counts(bench: Bench) -> None:
    os.utime(bench.write("build/a.xml", suite(PASS)), (1_700_000_000, 1_700_000_000))
    change = "sed s/good/fine/ build/a.xml > new; cat new > build/a.xml; touch -d @1700000000 build/a.xml"
    assert ids(bench.run("tests", run=change, report="build/a.xml")) == ["t::fine"]


@pytest.mark.parametrize("cases,code", [((PASS, FAIL), 0), ((PASS,), 1), ((PASS, SKIP), 139)])  # noqa: PT006
def test_reports_that_contradict_the_exit_code_are_an_error(bench: Bench, cases: tuple[str, ...], code: int) -> None:
    found = pretend(bench, suite(cases[0]), suite(*cases[1:]), code=code)
    assert found.outcome == Outcome.ERROR
    assert found.summary.startswith(f"the command ended with exit code {code}, but its report has {int(FAIL in cases)} failed")


def test_no_test_and_nothing_but_skips_are_no_pass(bench: Bench) -> None:
    assert (pretend(bench, suite()).outcome, pretend(bench, suite()).summary) == (Outcome.FAILED, "no tests were run")
    found = pretend(bench, suite(SKIP), suite(case("off2", "<skipped/>")))
    assert (found.outcome, found.summary) == (Outcome.FAILED, "0 of 2 passed, 2 skipped")


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("", "the report is empty"),
        ("<html/>", "the report has no <testsuite>, so it is not JUnit XML"),
        (suite(PASS)[:-1], "the report is damaged: unclosed token at line 1"),
        ("all is well", "the report begins with b'all is well', so it is neither JUnit XML nor CTRF JSON"),
    ],
)
def test_a_report_that_cannot_be_read_is_an_error_whatever_the_others_say(bench: Bench, damaged: str, why: str) -> None:
    found = pretend(bench, suite(PASS), damaged)
    assert found.outcome == Outcome.ERROR
    assert found.summary.startswith(f"build/1.xml is unreadable: {why}")
    assert found.tests is None


def test_a_command_that_does_not_end_by_itself_is_an_error(bench: Bench) -> None:
    found = bench.run("tests", run="touch b.xml; kill -9 $$", report="b.xml")
    assert (found.outcome, found.summary) == (Outcome.ERROR, "killed by signal 9")
    assert bench.run("tests", run="no-such-tool-here", report="b.xml").outcome == Outcome.ERROR


def test_the_expectations_are_those_of_any_suite(bench: Bench) -> None:
    bench.baseline["phase-1", "it", ""] = TestReport(
        (TestCase("t::good", Outcome.PASSED), TestCase("t::off", Outcome.PASSED), TestCase("t::old", Outcome.PASSED))
    )
    bench.issues = {"no": IssueMatch((re.compile("AssertionError: no"),))}
    expect: dict[str, Any] = {"no_regressions_since": "phase-1", "total": "3", "resolves": ["no"], "failed": "1"}
    found = pretend(bench, suite(PASS, SKIP), suite(FAIL), code=1, expect=expect)
    assert found.details == (
        "no: found 1 failing tests that match it, expected none: t::bad",
        "gone since phase-1: found 1 test, expected none: t::old",
        "now skipped since phase-1: found 1 test, expected none: t::off",
        "new and failing since phase-1: found 1 test, expected none: t::bad",
    )
    allowed = {"allow_skips": [{"tests": "t::off", "why": "x"}], "allow_gone": [{"tests": "t::old", "why": "x"}]}
    assert pretend(bench, suite(PASS, SKIP), expect={"no_regressions_since": "phase-1", **allowed}).outcome == Outcome.PASSED


@pytest.mark.parametrize("report", ["../x.xml", "/tmp/x.xml", "a/../../x.xml", "!../x.xml", "", " ", []])
def test_a_report_outside_the_workspace_is_refused_in_the_plan(report: object) -> None:
    with pytest.raises(ValidationError):
        read("tests", run="x", report=report)


def test_a_report_that_leads_out_of_the_workspace_is_refused_in_the_run(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (bench.path / "build").symlink_to(tmp_path / "outside")
    found = pretend(bench, suite(PASS))
    assert (found.outcome, found.summary) == (Outcome.ERROR, "the report build/0.xml leads out of the workspace")
    write = "mkdir -p ../outside && cp kept/0.xml ../outside/x.xml"
    found = bench.run("tests", {"d": "../outside"}, run=write, report="{{ d }}/x.xml", matrix={"d": ["../outside"]})
    assert found.summary == "the report ../outside/x.xml leads out of the workspace"


def test_two_variants_that_write_the_same_reports_never_run_at_once() -> None:
    one, two = (Variant.of({"d": value}) for value in "ab")
    shared = read("tests", run="x", report="a.xml", resource="port", matrix={"d": ["a", "b"]})
    assert shared.resources(one) == shared.resources(two) == ("port", "written a.xml")
    apart = read("tests", run="x", report="{{ d }}.xml", matrix={"d": ["a", "b"]})
    assert (apart.resources(one), apart.resources(two)) == (("written a.xml",), ("written b.xml",))


PHASE = """
checks:
  - id: suite
    kind: tests
    run: ./test.sh
    report: build/*.xml
    matrix: {database: [sqlite, postgresql]}
    env: {DB: "{{ database }}"}
    proves: {output: "^on (.*)$", equals: "{{ database }}"}
"""


def test_a_suite_in_a_plan(place: Place) -> None:
    place.write(".gitignore", "build/\n")
    script = "#!/bin/sh\n# sqlite, postgresql\nmkdir -p build\nsleep 0.1\necho on $DB\n"
    place.write("test.sh", f"{script}echo '{suite(PASS)}' | sed s/good/$DB/ > build/x.xml\n")
    (place.path / "test.sh").chmod(0o755)
    place.phase("phase-1", PHASE)
    place.commit()
    done = place.tracker("run", "1", "--jobs", "2")
    assert done.code == 0, done.out + done.err
    events = [e for e in place.tracker("show", "last", "--json").json["events"] if e["type"] == "check-finished"]
    assert [(event["outcome"], event["summary"]) for event in events] == [("passed", "1 of 1 passed")] * 2
    assert place.status()["phase-1"]["status"] == "complete"
    compared = place.tracker("compare", "1/suite[sqlite]", "1/suite[postgresql]", "--json").json
    assert (compared["gone"], compared["new"]) == (["t::sqlite"], ["t::postgresql"])
    place.write("there.xml", suite(FAIL))
    words = ("--check", "suite", "--variant", "database=sqlite", "--junit", "there.xml", "--json")
    assert place.tracker("record", "1", *words).json["totals"]["failed"] == 1


def test_a_report_that_is_among_the_inputs_is_named_with_what_to_do(place: Place) -> None:
    place.write("kept", f"%{suite(PASS)}")
    place.phase("phase-1", "checks: [{id: a, kind: tests, run: 'tr -d % < kept > x.xml', report: '*.xml'}]\n")
    place.commit()
    done = place.tracker("run", "1")
    assert done.code == 1
    assert (
        "a: x.xml changed while the checks were running; "
        "the check a writes x.xml: have git ignore it, or leave it out of `inputs`"
    ) in done.out + done.err
    place.write(".gitignore", "*.xml\n")
    place.commit()
    assert place.tracker("run", "1").code == 0


def test_a_report_outside_the_workspace_is_reported_at_its_place(place: Place) -> None:
    place.phase("phase-1", "checks:\n  - {id: a, kind: tests, run: x, report: ../x.xml}\n  - {id: b, kind: tests, run: x}\n")
    done = place.tracker("validate")
    assert done.code == 3
    for line in ("phases/phase-1.yaml:4:42: ", "found     '../x.xml'", "phases/phase-1.yaml:5:5: the key 'report' is missing"):
        assert line in done.out + done.err
    assert "expected  a path or glob below the workspace, for example build/reports/*.xml" in done.out + done.err
