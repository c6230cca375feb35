"""What shows that tests ran, and ran where they should."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tests.conftest import Place
from tracker.checking.pytest_says import counted
from tracker.evidence.samples import UnreadableSamplesError, read_samples
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

REAL = f"{sys.executable} -m pytest -q -p no:cacheprovider"
CONFTEST = """
import os, pytest
@pytest.fixture(scope="session", autouse=True)
def db(record_testsuite_property):
    record_testsuite_property("database", os.environ.get("REALLY", "sqlite"))
"""


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def suite(bench: Bench, database: str, really: str, **values: Any):
    bench.write("conftest.py", CONFTEST)
    bench.write("test_x.py", "def test_one(): pass\n")
    more = {"matrix": {"database": ["sqlite", database]}, "env": {"REALLY": really}, **values}
    return bench.run("pytest", {"database": database}, run=REAL, **more)


PROVES = {"property": "database", "equals": "{{ database }}"}


def test_a_variant_that_falls_back_is_found_out(bench: Bench) -> None:
    found = suite(bench, "postgresql", "sqlite", proves=PROVES)
    assert (found.outcome, found.details) == (
        Outcome.FAILED,
        ("proves: found sqlite as the property database, expected postgresql",),
    )
    assert suite(bench, "postgresql", "postgresql", proves=PROVES).outcome == Outcome.PASSED
    missing = suite(bench, "postgresql", "x", proves={"property": "engine", "equals": "x"})
    assert missing.details == ("proves: found no property engine in the report, expected x",)


def test_the_output_can_prove_it_too(bench: Bench) -> None:
    proves = {"output": r"^(\d+) passed", "equals": "1"}
    assert suite(bench, "postgresql", "x", proves=proves).outcome == Outcome.PASSED
    assert suite(bench, "postgresql", "x", proves={**proves, "equals": "2"}).outcome == Outcome.FAILED


def test_a_variant_that_is_called_after_a_server_needs_a_proof(bench: Bench) -> None:
    found = suite(bench, "postgresql", "postgresql")
    assert found.outcome == Outcome.ERROR
    assert 'add to the check `proves: {property: database, equals: "{{ database }}"}`' in found.details[0]
    assert suite(bench, "3.12", "x").outcome == Outcome.PASSED


@pytest.mark.parametrize(
    "proves",
    [
        {"equals": "x"},
        {"property": "a", "output": "(b)", "equals": "x"},
        {"output": "no group", "equals": "x"},
        {"property": "a"},
        {"output": "((", "equals": "x"},
    ],
)
def test_a_proof_that_cannot_be_read(proves: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        read("pytest", proves=proves)


def test_a_report_that_the_command_asks_for_itself_is_understood(bench: Bench) -> None:
    bench.write("test_x.py", "def test_one(): pass\n")
    for words in ("--junitxml=out.xml", "--junit-xml out.xml", "--junitxml=./sub/out.xml"):
        assert bench.run("pytest", run=f"{REAL} {words}").summary == "1 of 1 passed"
    found = bench.run("pytest", run=f"{REAL} --junitxml=/dev/null")
    assert (found.outcome, found.summary) == (Outcome.ERROR, "no report was written (exit 0)")
    assert "`--junitxml` in `run` sends the report to /dev/null" in found.details[0]


def test_a_report_of_an_older_run_that_the_command_did_not_write_is_not_believed(bench: Bench) -> None:
    bench.write("out.xml", '<testsuite><testcase classname="t" name="a"/></testsuite>')
    assert bench.run("pytest", run="true --junitxml=out.xml").outcome == Outcome.ERROR


def test_what_was_deselected_is_told(bench: Bench) -> None:
    bench.write(
        "test_x.py",
        "import pytest\ndef test_one(): pass\ndef test_two(): pass\n@pytest.mark.xfail\ndef test_three(): assert 0\n"
        "@pytest.mark.xfail\ndef test_four(): pass\n",
    )
    found = bench.run("pytest", run=f"{REAL} -k 'not two'")
    assert found.summary == "2 of 3 passed, 1 xfailed, 1 xpassed, 1 deselected"


def test_a_failure_that_pytest_counts_and_its_report_lacks() -> None:
    report = TestReport((TestCase("a", Outcome.PASSED),))
    assert counted("x\n=== 1 failed, 1 passed, 2 errors in 0.1s ===\n", report)[0].unnamed == (
        "pytest counts 3 failures and errors, and names 0",
    )
    assert counted("1 passed, 3 warnings in 75.30s (0:01:15)\n", report) == (report, {})
    assert counted("no tests ran in 0.01s", report) == (report, {})


def test_a_report_that_is_a_copy_is_no_result(bench: Bench) -> None:
    bench.write("kept.xml", '<testsuite><testcase classname="pkg.mod" name="test_adds"/></testsuite>')
    bench.write("tests.py", "def test_adds(): ...")
    bench.listed = ["kept.xml", "tests.py"]
    found = bench.run("tests", run="cp kept.xml out.xml", report="out.xml")
    assert (found.outcome, found.summary) == (Outcome.ERROR, "the report is a copy of kept.xml")
    assert bench.run("tests", run="cat kept.xml > out.xml; echo >> out.xml", report="out.xml").outcome == Outcome.PASSED


def test_a_report_of_tests_that_nobody_wrote_is_no_result(bench: Bench) -> None:
    stub = 'printf \'<testsuite><testcase classname="a" name="x"/><testcase classname="a" name="y"/></testsuite>\' > out.xml'
    bench.write("tracker.yaml", f"run: {stub}")
    bench.write("old.xml", '<testsuite tests="1"><testcase classname="a" name="x"/></testsuite>')
    bench.write("app.txt", "an exact example")
    bench.listed = ["tracker.yaml", "old.xml", "app.txt"]
    found = bench.run("tests", run=stub, report="out.xml")
    assert (found.outcome, "no file of the workspace names any" in found.summary) == (Outcome.ERROR, True)
    bench.write("a.test.js", "test('x', () => {})")
    bench.listed.append("a.test.js")
    assert bench.run("tests", run=stub, report="out.xml").outcome == Outcome.PASSED


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node_s_own_counts(bench: Bench) -> None:
    bench.write(
        "a.test.js",
        "const {test}=require('node:test'); const assert=require('node:assert');\n"
        "test('parent', async t=>{ await t.test('child', ()=>{}); assert.strictEqual(process.env.MODE, 'good'); });\n"
        "test('known', ()=>{ throw new Error('known problem'); });\n"
        "test('later', {todo:true}, ()=>{ throw new Error('not yet'); });\n",
    )
    run = "node --test --test-reporter=junit --test-reporter-destination=t.xml a.test.js"
    good, bad = (
        bench.run("tests", run=run, report="t.xml", env={"MODE": mode}, expect={"failed": "<= 1"}) for mode in ("good", "bad")
    )
    assert (good.outcome, good.summary) == (Outcome.PASSED, "1 of 3 passed, 1 failed, 1 todo")
    assert bad.outcome == Outcome.FAILED
    assert "counts 2 failures, and names 1" in bad.details[0]


def test_runs_that_failed_are_no_samples() -> None:
    made = '{"results": [{"command": "x", "median": 1.0, "times": [1.0, 0.1, 2.0], "exit_codes": %s}]}'
    assert read_samples("hyperfine", made % "[0, 1, 0]") == {"x": [1.0, 2.0]}
    assert read_samples("hyperfine", made % "[0, null, 0]") == {"x": [1.0, 2.0]}
    for codes in ("[1, 1, 1]", "[1]"):
        with pytest.raises(UnreadableSamplesError):
            read_samples("hyperfine", made % codes)


def test_what_changed_since_a_failure_is_said(place: Place) -> None:
    place.phase("phase-1", "checks: [{id: r, kind: command, run: grep -q yes app.txt, inputs: [app.txt]}]\n")
    place.write("app.txt", "no\n")
    place.commit()
    assert place.tracker("run", "1").code == 1
    place.write("app.txt", "yes\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    assert "since then app.txt changed; if that cannot be the reason, the check is flaky" in place.tracker("explain", "1").out
