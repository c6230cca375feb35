"""tracker triage and tracker compare, as a person or a script calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Place
from tests.evidence.reports import content

SUITE = """
    checks:
      - id: suite
        kind: pytest
        run: python -m pytest -q -p no:cacheprovider
        matrix: {database: [sqlite, postgresql]}
        env: {DB: "{{ database }}"}
        expect: {failed: ">= 0"}
        proves: {property: database, equals: "{{ database }}"}
        inputs: ["*.py"]
"""
TESTS = """
    import os, pytest

    @pytest.fixture(autouse=True, scope="session")
    def database(record_testsuite_property): record_testsuite_property("database", os.environ["DB"])

    def test_same(): pass
    def test_db(): assert os.environ["DB"] == "sqlite"
    def test_file(): assert not os.path.exists("works"), "the file " + repr("works") + " is there"
"""


@pytest.fixture
def files(tmp_path: Path, hermetic: dict[str, str]) -> Place:
    """A folder without any plan, with the real results in it."""
    for name in ("sqlite", "sqlite-run2", "postgresql"):
        (tmp_path / f"{name}.xml").write_bytes(content(f"phase3-{name}.xml.gz"))
    (tmp_path / "empty.xml").write_text("")
    return Place(tmp_path, hermetic)


def test_triage_needs_no_plan_and_has_the_documented_keys(files: Place) -> None:
    done = files.tracker("triage", "sqlite.xml", "--json")
    assert done.code == 0
    assert (done.json["format_version"], done.json["kind"]) == (1, "triage")
    (report,) = done.json["reports"]
    assert report["path"] == "sqlite.xml"
    assert report["totals"] == {"passed": 592, "failed": 59, "errors": 100, "skipped": 15, "total": 766}
    first = done.json["clusters"][0]
    assert (first["stage"], first["count"], len(first["tests"])) == ("setup", 62, 62)
    assert first["signature"].endswith("does not have the attribute 'get_db_connection'")
    assert sum(c["count"] for c in done.json["clusters"]) == 159


def test_triage_of_several_reports_counts_each(files: Place) -> None:
    view = files.tracker("triage", "sqlite.xml", "postgresql.xml", "--json").json
    unique = next(c for c in view["clusters"] if "UNIQUE" in c["signature"])
    assert unique["reports"] == {"sqlite.xml": 5, "postgresql.xml": 32}
    assert unique["count"] == len(unique["tests"]) == 37


def test_triage_for_a_person(files: Place) -> None:
    done = files.tracker("triage", "sqlite.xml")
    assert done.out.startswith(
        "sqlite.xml: 592 passed, 59 failed, 100 errors, 15 skipped of 766\n\n62 x setup AttributeError: "
    )
    assert "23 x call OperationalError: no such column: queue_position" in done.out
    assert done.out.endswith("159 failures in 13 clusters.\nName them: tracker issues propose sqlite.xml\n")


def test_an_unreadable_report_is_neither_passed_nor_forgotten(files: Place) -> None:
    done = files.tracker("triage", "empty.xml", "sqlite.xml", "--json")
    assert done.code == 1
    assert done.json["reports"][0] == {"path": "empty.xml", "totals": None, "unreadable": "empty.xml: the report is empty"}
    assert len(done.json["clusters"]) == 13
    assert "error: empty.xml: the report is empty" in done.err
    assert files.tracker("triage", "empty.xml").out == "empty.xml: unreadable: the report is empty\n\nNothing could be read.\n"


def test_no_test_is_no_success(files: Place) -> None:
    files.write("none.xml", "<testsuites/>")
    assert files.tracker("triage", "none.xml").out.endswith("\n\nThere is no test in it, so nothing is known.\n")


def test_a_pipe_is_a_report(files: Place) -> None:
    words = files.command("triage", "/dev/stdin")
    done = subprocess.run(words, cwd=files.path, env=files.env, input=content("unittest.xml"), capture_output=True, check=True)
    assert done.stdout.startswith(b"/dev/stdin: 1 passed, 3 failed, 3 errors, 2 skipped of 9\n")


@pytest.mark.parametrize("words", [["triage", "nothing.xml"], ["compare", "nothing.xml", "sqlite.xml"]])
def test_what_is_not_there_is_named(files: Place, words: list[str]) -> None:
    done = files.tracker(*words)
    assert done.code == 2
    assert "there is no file 'nothing.xml'" in done.err


def test_colour_and_hostile_names_do_not_get_into_each_other(files: Place) -> None:
    (files.path / "a\x1b[2J.xml").touch()
    out = files.tracker("triage", "a\x1b[2J.xml", FORCE_COLOR="1", NO_COLOR="").out
    assert out.startswith("a\N{REPLACEMENT CHARACTER}[2J.xml: \x1b[31munreadable: the report is empty\x1b[0m\n")


def test_comparing_with_an_unreadable_report_is_refused(files: Place) -> None:
    done = files.tracker("compare", "empty.xml", "sqlite.xml", "--json")
    assert (done.code, done.json["kind"], done.json["message"]) == (1, "error", "empty.xml: the report is empty")


def test_compare_has_the_documented_keys(files: Place) -> None:
    view = files.tracker("compare", "sqlite-run2.xml", "postgresql.xml", "--json").json
    assert (view["format_version"], view["kind"], len(view["same"]), len(view["regressed"])) == (1, "comparison", 757, 9)
    for name in ("fixed", "changed", "new", "gone", "now_skipped", "no_longer_skipped"):
        assert view[name] == []
    test = "tests.test_sql_injection.TestInsightsSecurity::test_generate_insights_validates_column_names"
    assert view["signatures"][test] == [None, 'call OperationalError: near "PRAGMA": syntax error']


def test_compare_for_a_person(files: Place) -> None:
    done = files.tracker("compare", "sqlite-run2.xml", "postgresql.xml")
    assert "     9  regressed\n" in done.out
    assert "regressed:\n  tests.core.test_sql_processor.TestSQLProcessor::test_execute_sql_safely_sql_error\n" in done.out
    assert done.out.endswith("9 tests got worse.\nBy cause: tracker triage postgresql.xml\n")
    assert "Nothing got worse." in files.tracker("compare", "sqlite.xml", "sqlite.xml").out


def test_compare_says_with_its_exit_code_whether_something_got_worse_when_it_is_asked(files: Place) -> None:
    assert files.tracker("compare", "sqlite-run2.xml", "postgresql.xml").code == 0
    assert files.tracker("compare", "sqlite-run2.xml", "postgresql.xml", "--exit-code", "--json").code == 1
    assert files.tracker("compare", "postgresql.xml", "sqlite-run2.xml", "--exit-code").code == 0


def test_new_tests_that_do_not_pass_are_worse_than_none(files: Place) -> None:
    one = "<testcase classname='m' name='a'/>"
    files.write("one.xml", f"<testsuite>{one}</testsuite>")
    files.write("two.xml", f"<testsuite>{one}<testcase classname='m' name='b'><failure/></testcase>"
                           "<testcase classname='m' name='c'/></testsuite>")  # fmt: skip
    done = files.tracker("compare", "one.xml", "two.xml", "--exit-code")
    assert done.code == 1
    assert "new, and not passing:\n  m::b\n\nNothing got worse, and 1 new test does not pass.\n" in done.out
    view = files.tracker("compare", "one.xml", "two.xml", "--json").json
    assert (view["new"], view["new_not_passing"], view["worse"]) == (["m::b", "m::c"], ["m::b"], [])


@pytest.fixture
def suite(place: Place) -> Place:
    """Two phases with the same suite in two variants, the second run after a test broke."""
    place.write("test_it.py", TESTS)
    place.write("tracker.yaml", """
        project: {name: Test}
        issues:
          - {id: database, title: Wrong database, severity: minor, match: {tests: "*test_db"}}
    """)  # fmt: skip
    place.phase("phase-1", SUITE)
    place.phase("phase-2", SUITE)
    place.write(".gitignore", "__pycache__\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    place.write("works", "")
    place.commit()
    assert place.tracker("run", "2").code == 0
    return place


def test_variants_phases_and_runs_are_compared_by_what_was_recorded(suite: Place) -> None:
    variants = suite.tracker("compare", "phase-1/suite[sqlite]", "1/suite[database=postgresql]", "--json").json
    assert variants["regressed"] == ["test_it::test_db"]
    phases = suite.tracker("compare", "phase-1", "2", "--json").json
    assert phases["regressed"] == ["test_it::test_file @ suite[postgresql]", "test_it::test_file @ suite[sqlite]"]
    runs = [r["run"] for r in suite.tracker("log", "--json").json["runs"]]
    assert suite.tracker("compare", runs[1], "last", "--json").json["regressed"] == phases["regressed"]
    assert suite.tracker("compare", "1[sqlite]", "phase-1[database=postgresql]", "--json").json["regressed"] == [
        "test_it::test_db"
    ]
    one = suite.tracker("compare", f"{runs[1]}/suite[sqlite]", "last/suite[sqlite]", "--json").json
    assert one["regressed"] == ["test_it::test_file"]
    assert one["base"][0]["commit"] != one["new_results"][0]["commit"]


def test_what_the_plan_allows_is_not_worse_and_is_said_with_its_reason(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: Test}")
    place.write("test_it.py", """
        import os, pytest
        new = os.path.exists("new")
        if not new:
            def test_old(): pass
        @pytest.mark.parametrize("p", ["a", "b"])
        def test_p(p):
            if new: pytest.skip("no server")
        def test_stays(): pass
    """)  # fmt: skip
    plain = """
        checks:
          - id: suite
            kind: pytest
            run: python -m pytest -q -p no:cacheprovider
            inputs: []
            expect:
              failed: ">= 0"
    """
    place.phase("phase-1", plain)
    place.phase("phase-2", plain.rstrip() + """
              allow_skips: [{tests: "test_it::test_p[*]", why: no server here}]
              allow_gone: [{tests: "test_it::test_old", why: written anew}]
    """)  # fmt: skip
    place.write(".gitignore", "__pycache__\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    place.write("new", "")
    place.commit()
    assert place.tracker("run", "2").code == 0
    view = place.tracker("compare", "1", "2", "--json").json
    assert (view["worse"], view["gone"], len(view["now_skipped"])) == ([], ["test_it::test_old"], 2)
    assert view["allowed"] == {
        "test_it::test_old": "written anew",
        "test_it::test_p[a]": "no server here",
        "test_it::test_p[b]": "no server here",
    }
    done = place.tracker("compare", "1", "2", "--exit-code")
    assert done.code == 0
    assert "Nothing got worse.\nThe plan allows 2 of these: no server here\n" in done.out
    back = place.tracker("compare", "2", "1", "--json").json
    assert back["allowed"] == {}, "the phase of the new results says what is allowed"


def test_triage_names_the_issues_of_the_plan(suite: Place) -> None:
    view = suite.tracker("triage", "phase-2", "--json").json
    assert [(r["path"], r["totals"]["failed"]) for r in view["reports"]] == [
        ("phase-2/suite[postgresql]", 2),
        ("phase-2/suite[sqlite]", 1),
    ]
    assert {c["signature"]: c["issues"] for c in view["clusters"]} == {
        "call AssertionError: the file 'works' is there": {},
        "call AssertionError: assert <value> == <value>": {"database": 1},
    }


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["compare", "phase-1/suite", "phase-1/nothing"], "there are no recorded test results of 'phase-1/nothing'"),
        (["compare", "phase-1/suite[oracle]", "phase-1"], "there are no recorded test results of 'phase-1/suite[oracle]'"),
        (["compare", "phase-9", "phase-1"], "'phase-9' is not a file, phase or run"),
    ],
)
def test_what_has_no_results_is_said(suite: Place, words: list[str], hint: str) -> None:
    done = suite.tracker(*words)
    assert done.code == 2
    assert hint in done.err


FLOOR = """
import sys, xml.etree.ElementTree
for _, element in xml.etree.ElementTree.iterparse(sys.argv[1]):
    element.clear()
"""
"""The least that a program in Python can do with a report: read all of it, and keep nothing."""


ALONE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, check=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime, used.ru_maxrss, done.stdout]))
"""
"""In a process of its own: the largest child of this one may be that of another test."""


def used(files: Place, *words: str) -> tuple[float, int, str]:
    """Seconds of work, kilobytes of memory at the most, and the output of a command."""
    command = [sys.executable, "-c", ALONE, *words]
    done = subprocess.run(command, cwd=files.path, env=files.env, capture_output=True, check=True, text=True)
    seconds, kilobytes, out = json.loads(done.stdout)
    return seconds, kilobytes, out


def test_a_hundred_thousand_failures_take_a_small_multiple_of_reading_them_and_little_memory(files: Place) -> None:
    """How many times as long, and in seconds, says `python benchmarks/run.py`."""
    text = "\n".join(f"tests/test_mod.py:{n}: in test_it" for n in range(8))
    with (files.path / "many.xml").open("w") as out:
        out.write("<testsuites><testsuite>")
        for n in range(100_000):
            message = f"AssertionError: assert 'user{n}' in '/tmp/t{n}/x.db' after 0.{n}s" if n % 2 else f"KeyError: 'key-{n}'"
            out.write(
                f'<testcase classname="mod{n % 300}" name="t[{n}]"><failure message="{message}">{text}</failure></testcase>'
            )
        out.write("</testsuite></testsuites>")
    floor = min(used(files, sys.executable, "-c", FLOOR, "many.xml")[0] for _ in range(3))
    seconds, kilobytes, shown = used(files, *files.command("triage", "many.xml"))
    assert "100000 failures in 2 clusters." in shown
    assert seconds < 12 * floor, (seconds, floor)
    assert kilobytes < 500_000
