"""tracker record: results that were made elsewhere are evidence, and no pass made here."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Place

CASES = '<testcase classname="test_it" name="test_n"/><testcase classname="test_it" name="test_m"/>'
PASSED = f'<testsuite name="s" tests="2">{CASES}</testsuite>'
FAILED = PASSED.replace('name="test_n"/>', 'name="test_n"><failure message="ValueError: wrong number 7"/></testcase>')
WORDS = ("record", "1", "--check", "suite", "--variant", "database=sqlite", "--junit")


@pytest.fixture
def suite(place: Place) -> Place:
    place.write("tracker.yaml", """
        project: {name: Test}
        issues: [{id: numbers, title: Wrong numbers, severity: critical, match: {message: "wrong number"}}]
        documents: [{path: TRACKER.md, title: Test, sections: [phases, test-results, issues]}]
    """)  # fmt: skip
    place.phase("phase-1", """
        checks:
          - id: suite
            kind: pytest
            run: python -m pytest -q -p no:cacheprovider
            matrix: {database: [sqlite, postgresql]}
            env: {DB: "{{ database }}"}
            proves: {property: database, equals: "{{ database }}"}
            expect: {total: "> 0", failed: ">= 0"}
          - {id: other, kind: command, run: "true"}
    """)  # fmt: skip
    place.write(".gitignore", "__pycache__\n*.xml\n")
    place.write("test_it.py", """
        import os, pytest

        @pytest.fixture(autouse=True, scope="session")
        def database(record_testsuite_property): record_testsuite_property("database", os.environ["DB"])

        def test_n(): pass
        def test_m(): pass
    """)  # fmt: skip
    place.write("passed.xml", PASSED)
    place.write("failed.xml", FAILED)
    place.commit()
    return place


def test_it_completes_nothing(suite: Place) -> None:
    before = suite.status()["phase-1"]
    done = suite.tracker(*WORDS, "passed.xml", "--source", "CI build 17", "--by", "Ada")
    assert done.code == 0, done.err
    assert done.out.splitlines()[:2] == [
        "phase-1 suite[sqlite]: 2 passed, 0 failed, 0 errors, 0 skipped of 2",
        "recorded as made elsewhere: CI build 17. It completes nothing; only a run here does.",
    ]
    after = suite.status()["phase-1"]
    assert after == before
    assert suite.tracker("run", "1").code == 0
    (event,) = [e for r in suite.tracker("log", "--json").json["runs"] if r["outcome"] == "recorded"
                for e in suite.tracker("show", r["run"], "--json").json["events"] if e["type"] != "journal-opened"]  # fmt: skip
    assert (event["type"], event["source"], event["by"], event["file"]) == (
        "results-recorded",
        "CI build 17",
        "Ada",
        "passed.xml",
    )


def test_whoever_is_named_git_s_word_is_beside_it(suite: Place) -> None:
    me = "Test Person <test@example.org>"
    for by, expected in (("Ada", "Ada"), ("", me)):
        view = suite.tracker(*WORDS, "passed.xml", *(("--by", by) if by else ()), "--json", CLAUDECODE="1").json
        assert (view["by"], view["who"]["by"], view["who"]["kind"]) == (expected, me, "agent")
        run = suite.tracker("log", "--json").json["runs"][0]
        assert (run["outcome"], run["who"]["words"]) == ("recorded", "Test Person, an agent (claude)")


def test_a_phase_that_ran_here_is_not_touched(suite: Place) -> None:
    assert suite.tracker("run", "1").code == 0
    assert suite.status()["phase-1"]["status"] == "complete"
    assert suite.tracker(*WORDS, "failed.xml").code == 0
    assert suite.status()["phase-1"]["status"] == "complete"
    assert suite.tracker("run", "1").out.startswith("phase-1 is up to date")


def test_it_can_be_compared_and_says_where_it_is_from(suite: Place) -> None:
    suite.tracker("run", "1")
    suite.tracker(*WORDS, "failed.xml", "--source", "CI", "--commit", "1d75da6")
    view = suite.tracker("compare", "1/suite[postgresql]", "1/suite[sqlite]", "--json").json
    assert view["regressed"] == ["test_it::test_n"]
    assert (view["new_results"][0]["elsewhere"], view["new_results"][0]["commit"]) == ("CI", "1d75da6")
    assert "made elsewhere (CI)" in suite.tracker("compare", "1/suite[postgresql]", "1/suite[sqlite]").out
    suite.tracker("render")
    (row,) = [line for line in suite.read("TRACKER.md").splitlines() if "| made elsewhere |" in line]
    assert "CI, said to be at `1d75da6`" in row.replace("\\", "")


def test_it_shows_an_issue_and_resolves_none(suite: Place) -> None:
    def issue() -> tuple[str, dict[str, int]]:
        (found,) = suite.tracker("issues", "--json").json["issues"]
        return found["status"], found["counts"]

    suite.tracker(*WORDS, "failed.xml")
    assert issue() == ("open", {"sqlite (elsewhere)": 1})
    suite.tracker(*WORDS, "passed.xml")
    assert issue()[0] != "resolved"
    suite.tracker(*WORDS, "failed.xml")
    suite.tracker("run", "1")
    assert issue() == ("resolved", {"sqlite": 0})
    suite.tracker(*WORDS, "failed.xml")
    assert issue()[0] == "regressed"


def test_results_of_no_known_commit_are_of_none(suite: Place) -> None:
    assert suite.tracker(*WORDS, "failed.xml").code == 0
    (seen,) = [line.strip() for line in suite.tracker("issues").out.splitlines() if "first seen" in line]
    assert seen.endswith(" in phase-1/suite[sqlite]")
    assert suite.tracker("render").code == 0
    assert "Open, by suite[sqlite] of Phase 1, made elsewhere\n" in suite.read("TRACKER.md")


def test_the_same_report_is_kept_once_and_handed_in_twice(suite: Place) -> None:
    one, two = (suite.tracker(*WORDS, "passed.xml", "--json").json for _ in range(2))
    assert one["tests"] == two["tests"]
    assert len(one["sha256"]) == 64
    stored = suite.path / ".tracker/evidence" / one["tests"][:2] / f"{one['tests'][2:]}.json"
    assert json.loads(stored.read_text())["kind"] == "tests"


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["record", "9", "--check", "suite", "--junit", "passed.xml"], 2, "there is no phase '9'"),
        (["record", "1", "--check", "suit", "--junit", "passed.xml"], 2, "has no check 'suit' that takes test results"),
        (["record", "1", "--check", "other", "--junit", "passed.xml"], 2, "has no check 'other' that takes test results"),
        (["record", "1", "--check", "suite", "--junit", "passed.xml"], 2, "found none"),
        ([*WORDS[:5], "database=oracle", "--junit", "passed.xml"], 2, "--variant database=sqlite"),
        ([*WORDS, "passed.xml", "--commit", "HEAD"], 2, "'HEAD' is not a commit"),
        ([*WORDS, "nothing.xml"], 1, "nothing.xml cannot be read"),
        ([*WORDS, "empty.xml"], 1, "empty.xml: the report is empty"),
        ([*WORDS, "none.xml"], 1, "no test in it, so nothing was recorded"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_leaves_nothing(suite: Place, words: list[str], code: int, why: str) -> None:
    suite.write("empty.xml", "")
    suite.write("none.xml", "<testsuite tests='5'/>")
    done = suite.tracker(*words)
    assert (done.code, why in done.err) == (code, True), done.err
    assert not (suite.path / ".tracker/journal").exists()
