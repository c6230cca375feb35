"""What other runners write, each outcome of each: shaped as in their sources, short."""

# ruff: noqa: E501 - a test a line, as the tools write it
from __future__ import annotations

import pytest

from tracker.evidence.reading import read_report

REPORTS = {
    # .NET: dotnet test --logger junit (JunitXml.TestLogger)
    "dotnet": """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="Shop.Tests.dll" tests="3" skipped="1" failures="1" errors="0" time="0.4" hostname="ci" id="0">
  <properties />
  <testcase classname="Shop.CartTests" name="Adds" time="0.01" />
  <testcase classname="Shop.CartTests" name="Totals(price: 3)" time="0.02">
    <failure type="failure" message="Assert.Equal() Failure&#xD;&#xA;Expected: 3&#xD;&#xA;Actual: 4">at Shop.CartTests.Totals</failure>
  </testcase>
  <testcase classname="Shop.CartTests" name="Later" time="0"><skipped /></testcase>
  <system-out>Test Framework Informational Messages</system-out><system-err /></testsuite></testsuites>""",
    # Bazel's test.xml of a target that writes none itself
    "bazel": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="pkg/ok_test" tests="1" failures="0" errors="0">
<testcase name="pkg/ok_test" status="run" duration="1" time="1"></testcase><system-out></system-out></testsuite>
<testsuite name="pkg/bad_test" tests="1" failures="0" errors="1">
<testcase name="pkg/bad_test" status="run" duration="0" time="0"><error message="exited with error code 1"></error></testcase>
<system-out>Generated test.log</system-out></testsuite></testsuites>""",
    # ctest --output-junit
    "ctest": """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="5" failures="1" disabled="1" skipped="2" hostname="" time="0">
<testcase name="a" classname="a" time="0.01" status="run"><properties/><system-out>ok</system-out></testcase>
<testcase name="b" classname="b" time="0.01" status="fail"><failure message="Timeout"/><system-out/></testcase>
<testcase name="c" classname="c" time="0" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
<testcase name="d" classname="d" time="0" status="disabled"><skipped message="Disabled"/></testcase>
<testcase name="e" classname="e" time="0" status="notrun"><skipped message="Unable to find executable"/></testcase></testsuite>""",
    "playwright": """<testsuites id="" name="" tests="5" failures="2" skipped="1" errors="0" time="9.1">
<testsuite name="cart.spec.ts" timestamp="2026-01-01T00:00:00.000Z" hostname="chromium" tests="5" failures="2" skipped="1" errors="0">
<testcase name="adds" classname="cart.spec.ts" time="1"></testcase>
<testcase name="hangs" classname="cart.spec.ts" time="30"><failure message="cart.spec.ts:9:5 hangs" type="FAILURE">
<![CDATA[Test timeout of 30000ms exceeded.]]></failure></testcase>
<testcase name="late" classname="cart.spec.ts" time="1"><flakyFailure message="first try" type="FAILURE"/></testcase>
<testcase name="fixme" classname="cart.spec.ts" time="0"><properties><property name="fixme" value=""/></properties><skipped/></testcase>
<testcase name="bad" classname="cart.spec.ts" time="1"><failure message="x" type="FAILURE">y</failure></testcase>
</testsuite></testsuites>""",
    # mocha --reporter xunit
    "mocha": """<testsuite name="Mocha Tests" tests="4" failures="0" errors="1" skipped="2" timestamp="x" time="0.01">
<testcase classname="cart" name="adds" time="0.001"/>
<testcase classname="cart" name="later" time="0"><skipped/></testcase>
<testcase classname="cart" name="xit" time="0"><skipped/></testcase>
<testcase classname="cart" name="&quot;before each&quot; hook for &quot;adds&quot;" time="0"><failure>no db
at Context</failure></testcase></testsuite>""",
    "go-junit-report": """<testsuites tests="4" failures="1" errors="1" skipped="1">
<testsuite name="x.org/a" tests="3" failures="1" errors="0" skipped="1" id="0" hostname="h" time="0.1" timestamp="t">
<testcase name="TestA" classname="x.org/a" time="0.001"></testcase>
<testcase name="TestB" classname="x.org/a" time="0.001"><failure message="Failed"><![CDATA[    a_test.go:7: no]]></failure></testcase>
<testcase name="TestC" classname="x.org/a" time="0"><skipped message="not on linux"></skipped></testcase></testsuite>
<testsuite name="x.org/b" tests="1" failures="0" errors="1" skipped="0" id="1" time="0">
<testcase name="[build failed]" classname="x.org/b" time="0"><error message="Build error"></error></testcase></testsuite></testsuites>""",
    # TAP, by TAP::Formatter::JUnit and tap-xunit
    "tap": """<testsuites><testsuite failures="1" errors="1" tests="4" name="t_basic_t">
<testcase name="1 - loads" time="0"></testcase>
<testcase name="2 - adds" time="0"><failure type="TestFailed" message="not ok 2 - adds"><![CDATA[# got 1]]></failure></testcase>
<testcase name="3 - later" time="0"><skipped type="tap" message="no network"/></testcase>
<testcase name="Number of runned tests does not match plan."><error message="Some test were not executed, The test died prematurely."
 type="Plan">Bad plan</error></testcase><system-out/></testsuite></testsuites>""",
    "bun": """<testsuites name="bun test" tests="4" assertions="3" failures="1" skipped="2" time="0.02">
<testsuite name="cart.test.ts" file="cart.test.ts" tests="4" assertions="3" failures="1" skipped="2" time="0" hostname="h">
<testcase name="adds" classname="cart" time="0.001" file="cart.test.ts" line="3" assertions="1" />
<testcase name="bad" classname="cart" time="0.001" file="cart.test.ts" line="5" assertions="1"><failure type="AssertionError" /></testcase>
<testcase name="later" classname="cart" time="0" file="cart.test.ts" line="7" assertions="0"><skipped /></testcase>
<testcase name="todo" classname="cart" time="0" file="cart.test.ts" line="8" assertions="0"><skipped message="TODO" /></testcase>
</testsuite></testsuites>""",
    "ginkgo": """<testsuites tests="5" disabled="1" errors="2" failures="1" time="3"><testsuite name="Cart" package="/cart" tests="5" disabled="1"
 skipped="0" errors="2" failures="1" time="3" timestamp="t"><properties><property name="SuiteSucceeded" value="false"></property></properties>
<testcase name="[It] adds" classname="Cart" status="passed" time="0.1"></testcase>
<testcase name="[It] later" classname="Cart" status="pending" time="0"><skipped message="pending"></skipped></testcase>
<testcase name="[It] bad" classname="Cart" status="failed" time="0.1"><failure message="no" type="failed">x</failure></testcase>
<testcase name="[It] slow" classname="Cart" status="timedout" time="1"><error message="A suite timeout occurred" type="timedout">x</error></testcase>
<testcase name="[It] dies" classname="Cart" status="panicked" time="1"><error message="Test Panicked" type="panicked">x</error></testcase>
</testsuite></testsuites>""",
    "pester": """<testsuites name="Pester" tests="4" errors="0" failures="1" disabled="1" time="0.3"><testsuite name="Cart.Tests.ps1" tests="4" errors="0"
 failures="1" hostname="h" id="0" skipped="2" disabled="0" package="Cart.Tests.ps1" time="0.2">
<testcase name="Cart.adds" status="Passed" classname="Cart.Tests.ps1" assertions="0" time="0.1" />
<testcase name="Cart.bad" status="Failed" classname="Cart.Tests.ps1" assertions="0" time="0.1"><failure message="Expected 1">at line 4</failure></testcase>
<testcase name="Cart.later" status="Skipped" classname="Cart.Tests.ps1" assertions="0" time="0"><skipped message="" /></testcase>
<testcase name="Cart.not" status="NotRun" classname="Cart.Tests.ps1" assertions="0" time="0" /></testsuite></testsuites>""",
    "googletest": """<testsuites tests="4" failures="1" disabled="1" errors="0" time="0.1" name="AllTests"><testsuite name="Cart" tests="4" failures="1"
 disabled="1" skipped="1" errors="0" time="0.1">
<testcase name="Adds" file="c.cc" line="3" status="run" result="completed" time="0" classname="Cart" />
<testcase name="Bad" file="c.cc" line="5" status="run" result="completed" time="0" classname="Cart"><failure message="c.cc:6&#x0A;no" type=""/></testcase>
<testcase name="DISABLED_x" file="c.cc" line="9" status="notrun" result="suppressed" time="0" classname="Cart" />
<testcase name="Later" file="c.cc" line="12" status="run" result="skipped" time="0" classname="Cart"><skipped message="c.cc:13&#x0A;" /></testcase>
</testsuite></testsuites>""",
    "catch2": """<testsuites><testsuite name="cart" errors="0" failures="1" skipped="1" tests="3" hostname="tbd" time="0.1" timestamp="t">
<testcase classname="cart.global" name="adds" time="0" status="run"/>
<testcase classname="cart.global" name="may fail" time="0" status="run"><skipped message="TEST_CASE tagged with !mayfail"/>
<failure message="a == b" type="CHECK">FAILED:</failure></testcase>
<testcase classname="cart.global" name="bad" time="0" status="run"><failure message="a == b" type="REQUIRE">FAILED:</failure></testcase>
<system-out/></testsuite></testsuites>""",
    "rspec": """<testsuite name="rspec" tests="2" skipped="1" failures="0" errors="1" time="0.1" timestamp="t" hostname="h"><properties>
<property name="seed" value="7"/></properties><testcase classname="spec.cart" name="adds" file="./spec/cart_spec.rb" time="0.1"></testcase>
<testcase classname="spec.cart" name="later" file="./spec/cart_spec.rb" time="0"><skipped/></testcase></testsuite>""",
}  # fmt: skip
"""How each ends below: passed, skipped, expected to fail, failed, broken down; and failures that are in no test."""


@pytest.mark.parametrize(
    ("name", "words", "unnamed"),
    [
        ("dotnet", "1 of 3 passed, 1 failed, 1 skipped", 0),
        ("bazel", "1 of 2 passed, 1 error", 0),
        ("ctest", "1 of 5 passed, 1 failed, 3 skipped", 0),
        ("playwright", "2 of 5 passed, 2 failed, 1 skipped", 0),
        ("mocha", "1 of 4 passed, 1 failed, 2 skipped", 0),
        ("go-junit-report", "1 of 4 passed, 1 failed, 1 error, 1 skipped", 0),
        ("tap", "1 of 4 passed, 1 failed, 1 error, 1 skipped", 0),
        ("bun", "1 of 4 passed, 1 failed, 2 skipped", 0),
        ("ginkgo", "1 of 5 passed, 1 failed, 2 errors, 1 skipped", 0),
        ("pester", "1 of 4 passed, 1 failed, 2 skipped", 0),
        ("googletest", "1 of 4 passed, 1 failed, 2 skipped", 0),
        ("catch2", "1 of 3 passed, 1 failed, 1 todo", 0),
        ("rspec", "1 of 2 passed, 1 skipped", 1),
    ],
)
def test_each_outcome_of_a_runner(name: str, words: str, unnamed: int) -> None:
    found = read_report([REPORTS[name].encode()])
    assert (found.words(), len(found.unnamed)) == (words, unnamed)


@pytest.mark.parametrize("root", ["test-run", "test-results", "assemblies", "TestRun", "testng-results", "coverage", "html"])
def test_a_report_of_another_form_is_unreadable_and_never_empty(root: str) -> None:
    with pytest.raises(Exception, match="not JUnit XML"):
        read_report([f'<{root} total="1" failed="1"><case name="a" result="Failed"/></{root}>'.encode()])
