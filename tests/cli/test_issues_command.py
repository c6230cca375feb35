"""tracker issues: what evidence says of known problems, and what the plan does not know yet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place
from tests.evidence.reports import content

SUITE = """
    checks:
      - {id: suite, kind: pytest, run: "python -m pytest -q -p no:cacheprovider test_it.py", expect: {failed: ">= 0"}}
      - {id: other, kind: pytest, run: "python -m pytest -q -p no:cacheprovider test_other.py", expect: {failed: ">= 0"}}
"""
PLAN = """
project: {name: Test}
issues:
  - {id: numbers, title: Wrong numbers, severity: critical, match: {message: "wrong number"}}
  - {id: old, title: Old trouble, severity: pre-existing, match: {tests: "*test_old"}}
  - {id: rumour, title: Rumour, severity: minor, match: {message: never}, claimed: {source: somebody, affected: 40+ failures}}
"""


@pytest.fixture
def suite(place: Place) -> Place:
    place.write("tracker.yaml", PLAN)
    place.write(".gitignore", "__pycache__\n")
    place.phase("phase-1", SUITE)
    place.write("test_other.py", "def test_fine(): pass\n")
    return place


def run(place: Place, tests: str, other: str = "def test_fine(): pass\n") -> str:
    """Run the phase over these tests; the commit."""
    place.write("test_it.py", tests)
    place.write("test_other.py", other)
    commit = place.commit()
    assert place.tracker("run", "1", "--force").code == 0
    return commit


def found(place: Place, *words: str) -> dict[str, dict[str, Any]]:
    view = place.tracker("issues", *words, "--json").json
    assert (view["format_version"], view["kind"]) == (1, "issues")
    return {issue["id"]: issue for issue in view["issues"]}


BROKEN = 'def test_n(): raise ValueError("wrong number 1")\n'
FIXED = "def test_n(): pass\n"


def test_an_issue_is_open_then_resolved_then_regressed_by_evidence(suite: Place) -> None:
    assert found(suite)["numbers"]["status"] == "not-seen"
    first = run(suite, BROKEN)
    issue = found(suite)["numbers"]
    assert (issue["status"], issue["counts"], issue["tests"]) == ("open", {"suite": 1}, ["test_it::test_n"])
    assert (issue["first_seen"]["commit"], issue["first_seen"]["check"]) == (first, "phase-1/suite")
    fixed = run(suite, FIXED)
    issue = found(suite)["numbers"]
    assert (issue["status"], issue["resolved_at"], issue["last_seen"]["commit"]) == ("resolved", fixed, first)
    again = run(suite, BROKEN)
    issue = found(suite)["numbers"]
    assert (issue["status"], issue["resolved_at"], issue["last_seen"]["commit"]) == ("regressed", None, again)
    fixed = run(suite, FIXED)
    assert (found(suite)["numbers"]["status"], found(suite)["numbers"]["resolved_at"]) == ("resolved", fixed)


def test_an_issue_that_another_check_still_shows_is_not_resolved(suite: Place) -> None:
    run(suite, BROKEN, BROKEN)
    run(suite, FIXED, BROKEN)
    issue = found(suite)["numbers"]
    assert (issue["status"], issue["counts"], issue["resolved_at"]) == ("open", {"suite": 0, "other": 1}, None)


def test_two_checks_with_the_same_variants_are_kept_apart(suite: Place) -> None:
    matrix = SUITE.replace("kind: pytest,", "kind: pytest, matrix: {db: [a]},")
    suite.phase("phase-1", matrix)
    run(suite, BROKEN, BROKEN)
    run(suite, FIXED, BROKEN)
    issue = found(suite)["numbers"]
    assert (issue["status"], issue["counts"]) == ("open", {"suite[a]": 0, "other[a]": 1})


def test_a_pre_existing_issue_and_one_that_nobody_saw(suite: Place) -> None:
    run(suite, "def test_old(): assert 0\n")
    issues = found(suite)
    assert issues["old"]["status"] == "pre-existing"
    assert (issues["rumour"]["status"], issues["rumour"]["claimed"]) == ("not-seen", "40+ failures")


def test_issues_of_one_phase(suite: Place) -> None:
    suite.phase("phase-2", "issues: [rumour]\n" + "checks: [{id: ok, kind: command, run: 'true'}]\n")
    run(suite, BROKEN)
    assert list(found(suite, "2")) == ["rumour"]
    assert list(found(suite, "1")) == ["numbers"]
    assert suite.tracker("issues", "9").code == 2
    assert suite.tracker("issues", "1", "2").code == 2


def test_for_a_person(suite: Place) -> None:
    commit = run(suite, BROKEN + "def test_x(): raise KeyError('k')\n")
    lines = suite.tracker("issues").out.splitlines()
    assert lines[0] == "open         numbers: Wrong numbers"
    assert lines[1] == "             1 on suite"
    assert lines[2].endswith(f"in phase-1/suite at {commit[:7]}")
    assert "1 failures belong to no known issue:" in lines
    assert lines[-2] == "Name them: tracker issues propose"
    assert lines[-1] == "Next: tracker check --all"


NASTY = """
import pytest

def test_a(): raise KeyError("it's: {a} #b \\u2603 \\x7f")
def test_b(): raise RuntimeError("yes\\nno")
def test_c(): raise RuntimeError("")
@pytest.mark.parametrize("n", [1, 2])
def test_d(n): raise RuntimeError(f"\\"quoted\\" {n} \\\\ 'x'")
def test_e(): assert 0 == 1
"""


def test_what_is_proposed_can_be_pasted_and_then_matches(suite: Place) -> None:
    run(suite, NASTY + BROKEN)
    proposed = suite.tracker("issues", "propose").out
    assert proposed.startswith("issues:\n  # 2 failures, for example test_it::test_d[1]\n  - id: ")
    plan = PLAN.rstrip() + "\n" + proposed.removeprefix("issues:\n")
    (suite.path / "tracker.yaml").write_text(plan)
    validated = suite.tracker("validate")
    assert validated.code == 0, validated.err
    assert suite.tracker("issues", "propose").out == "# Every failing test belongs to a known issue.\n"
    assert suite.tracker("issues", "--json").json["unmatched"] == []


def test_proposing_edits_nothing(suite: Place) -> None:
    run(suite, NASTY)
    before = suite.read("tracker.yaml")
    suite.tracker("issues", "propose")
    assert suite.read("tracker.yaml") == before
    assert suite.changes() == ""


def test_proposals_for_a_report_file_leave_out_what_is_known(suite: Place) -> None:
    (suite.path / "sqlite.xml").write_bytes(content("phase3-sqlite.xml.gz"))
    view = suite.tracker("issues", "propose", "sqlite.xml", "--json").json
    assert [(i["id"], i["count"]) for i in view["issues"]][:3] == [
        ("module-core-workflow-history-utils-database-does", 62),
        ("no-such-column-queue-position", 23),
        ("no-such-table-workflow-history", 21),
    ]
    assert len({i["id"] for i in view["issues"]}) == len(view["issues"])
    assert suite.tracker("issues", "propose", "nothing.xml").code == 2


def test_messages_that_yaml_takes_for_something_else_can_be_pasted(suite: Place) -> None:
    messages = [
        "null",
        "no",
        "True",
        "~",
        "12",
        "1e3",
        "yes: no",
        "it's {{ x }} : - [ { &amp;a *b !c %d #e",
        "",
        "&#x85;&#x202e;x",
        "\u30a8",
    ]
    cases = (f'<testcase classname="a" name="t{n}"><failure message="{m}"/></testcase>' for n, m in enumerate(messages))
    suite.write("hostile.xml", f"<testsuite>{''.join(cases)}</testsuite>")
    proposed = suite.tracker("issues", "propose", "hostile.xml").out
    suite.write("tracker.yaml", PLAN.rstrip() + "\n" + proposed.removeprefix("issues:\n"))
    assert suite.tracker("validate").code == 0
    assert suite.tracker("issues", "propose", "hostile.xml").out == "# Every failing test belongs to a known issue.\n"
    titles = {i["title"] for i in suite.tracker("issues", "--json").json["issues"]}
    assert "Failures in call that say nothing" in titles
