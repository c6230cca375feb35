"""The bar, as somebody sees it: what was lowered since the work began is shown, kept, and held where the plan says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place

SUITE = """\
from calc import add


def test_zero():
    assert add(0, 0) == 0


def test_add():
    assert add(2, 2) == 4
"""
CHECKS = """\
checks:
  - {id: readme, kind: command, run: test -f app.txt, inputs: [app.txt]}
  - {id: migrated, kind: command, run: grep -q new app.txt, inputs: [app.txt]}
"""
LESS = CHECKS.splitlines(keepends=True)[0] + CHECKS.splitlines(keepends=True)[1]


@pytest.fixture
def failed(place: Place) -> Place:
    """A phase of whose checks one fails."""
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    return place


def explained(place: Place) -> Any:
    return place.tracker("explain", "1", "--json").json["bar"]


def agree(place: Place, why: str) -> str:
    """What a person types."""
    return place.terminal("approve", "1", "--criteria", "--why", why)


def test_a_check_that_was_taken_out_is_shown_before_and_after_the_phase_completes_without_it(failed: Place) -> None:
    base = failed.git("log", "--format=%h", "--reverse").split()[0][:7]
    failed.phase("phase-1", LESS)
    line = "check migrated: removed (grep -q new app.txt)"
    assert failed.status()["phase-1"]["bar"]["lowered"] == [line]
    failed.commit("Tidy")
    assert failed.tracker("run", "1").code == 0
    assert failed.status()["phase-1"]["bar"]["lowered"] == [line]
    assert f"lowered since {base}: {line}" in failed.tracker("status").out
    assert f"lowered  since {base}: {line} (phases/phase-1.yaml:1)" in failed.tracker("explain", "1").out
    for page in (failed.tracker("summary").out, (failed.path / "TRACKER.md").read_text()):
        assert f"lowered since {base}: {line}" in page.replace("\\", "")
    assert f"lowered: {line}" in failed.tracker("show", "last").out


def test_what_was_lowered_for_one_run_stays_known_when_it_is_put_back(failed: Place) -> None:
    failed.phase("phase-1", CHECKS.replace("grep -q new app.txt", "true"))
    assert failed.tracker("run", "1").code == 0
    failed.git("checkout", "-q", "phases")
    (line,) = failed.status()["phase-1"]["bar"]["lowered"]
    assert line == "check migrated: run: `grep -q new app.txt` → `true`: it can no longer fail"


def test_what_raises_or_only_changes_is_told_and_is_no_alarm(failed: Place) -> None:
    more = CHECKS.replace("inputs: [app.txt]}\n  - {id: m", "inputs: [app.txt], timeout: 9m}\n  - {id: m")
    failed.phase("phase-1", more + "  - {id: third, kind: command, run: test -s app.txt}\n")
    assert failed.status()["phase-1"]["bar"] is None
    bar = explained(failed)
    assert (bar["raised"], bar["changed"], bar["lowered"]) == (1, 1, [])
    assert {change["where"] for change in bar["changes"]} == {"check third", "check readme"}


def test_tests_that_are_gone_are_shown_with_their_place_and_commit(place: Place) -> None:
    place.write("calc.py", "def add(a, b):\n    return a - b\n")
    place.write("tests/test_calc.py", SUITE)
    place.phase("phase-1", 'checks: [{id: suite, kind: command, run: python -m pytest -q tests, inputs: ["**/*.py"]}]\n')
    place.write("conftest.py", "import sys\nsys.path.insert(0, '.')\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    place.write("tests/test_calc.py", SUITE.partition("\n\ndef test_add")[0])
    commit = place.commit("Fix")[:7]
    assert place.tracker("run", "1").code == 0
    (line,) = place.status()["phase-1"]["bar"]["lowered"]
    assert line == f"tests/test_calc.py: test gone: test_add, with 1 fact (tests/test_calc.py:8, {commit})"


def test_honest_work_raises_no_alarm(place: Place) -> None:
    place.write("calc.py", "def add(a, b):\n    return a - b\n")
    place.write("tests/test_calc.py", SUITE)
    place.phase("phase-1", 'checks: [{id: suite, kind: pytest, run: python -m pytest -q tests, inputs: ["**/*.py"]}]\n')
    place.write("conftest.py", "import sys\nsys.path.insert(0, '.')\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    place.write("calc.py", "def add(a, b):\n    return a + b\n")
    place.write("tests/test_calc.py", SUITE + "\n\ndef test_big():\n    assert add(10, 5) == 15\n")
    place.commit("Add")
    assert place.tracker("run", "1").code == 0
    assert place.status()["phase-1"]["bar"] is None


def test_a_phase_that_left_the_plan_is_listed(failed: Place) -> None:
    failed.phase("phase-2", "checks: [{id: a, kind: command, run: test -f app.txt, inputs: [app.txt]}]\n")
    failed.git("rm", "-q", "phases/phase-1.yaml")
    failed.commit("Away")
    view = failed.tracker("status", "--json").json
    assert [(gone["id"], gone["status"]) for gone in view["unplanned"]] == [("phase-1", "failed")]
    assert "1  not in the plan any more; it was failed" in failed.tracker("status").out
    failed.tracker("render")
    assert "Phase 1 is not in the plan any more; it was failed" in (failed.path / "TRACKER.md").read_text()


# -- what waits for a person ------------------------------------------------------------------------------------------------


def test_locked_criteria_wait_for_a_person_and_lapse_with_the_next_change(failed: Place) -> None:
    failed.phase("phase-1", LESS + "criteria: locked\n")
    failed.commit("Tidy")
    assert failed.tracker("run", "1").code == 8
    phase = failed.status()["phase-1"]
    assert phase["status"] == "awaiting-approval"
    assert "check migrated: removed (grep -q new app.txt)" in phase["reasons"][0]
    assert failed.tracker("next", "--json").json["next_step"]["command"] == "tracker approve 1 --criteria --why TEXT"
    assert "check migrated: removed" in agree(failed, "the migration is another phase's")
    assert failed.tracker("next", "--json").json["next_step"]["command"] == "tracker run 1"
    assert failed.tracker("run", "1").code == 0
    assert failed.status()["phase-1"]["bar"]["agreed_by"] == "Test Person <test@example.org>: the migration is another phase's"
    failed.phase("phase-1", LESS.replace("test -f app.txt", "true") + "criteria: locked\n")
    assert failed.tracker("run", "1").code == 8


def test_open_criteria_wait_for_nobody(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS + "criteria: open\n")
    place.commit("Start")
    assert place.tracker("run", "1", CLAUDECODE="1").code == 1
    place.phase("phase-1", LESS + "criteria: open\n")
    place.commit("Tidy")
    assert place.tracker("run", "1", CLAUDECODE="1").code == 0


@pytest.mark.parametrize("env", [{}, {"CLAUDECODE": "1"}])
def test_a_lock_is_not_opened_by_the_work_that_it_holds(place: Place, env: dict[str, str]) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS + ("" if env else "criteria: locked\n"))
    place.commit("Start")
    assert place.tracker("run", "1", **env).code == 1
    place.phase("phase-1", LESS + "criteria: open\n")
    place.commit("Tidy")
    assert place.tracker("run", "1", **env).code == 8
    assert "check migrated: removed" in place.status()["phase-1"]["reasons"][0]
    assert "check migrated: removed" in agree(place, "another phase has it")
    assert place.tracker("run", "1", **env).code == 0


def test_nor_by_taking_away_what_it_is_compared_with(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS + "criteria: locked\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    for path in (place.path / ".tracker/evidence").rglob("*.json"):
        path.unlink()
    place.phase("phase-1", LESS + "criteria: locked\n")
    place.commit("Tidy")
    assert place.tracker("run", "1").code == 8
    assert "cannot be compared" in place.status()["phase-1"]["reasons"][0]


def test_a_path_is_protected_until_the_work_is_done(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.write("verify.sh", "grep -q new app.txt\n")
    check = "checks: [{id: v, kind: command, run: sh verify.sh, inputs: [app.txt]}]\n"
    place.phase("phase-1", "protect: [verify.sh]\n" + check)
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    place.write("verify.sh", "exit 0\n")
    place.phase("phase-1", check)
    place.commit("Work")
    assert place.tracker("run", "1").code == 8
    assert "verify.sh: protected, and changed by the work" in place.status()["phase-1"]["reasons"][0]


def test_criteria_are_locked_where_an_agent_runs_the_phase(failed: Place) -> None:
    failed.phase("phase-1", LESS)
    failed.commit("Tidy")
    assert failed.tracker("run", "1", CLAUDECODE="1").code == 8
    assert failed.status()["phase-1"]["status"] == "awaiting-approval"


def test_a_protected_path_waits_for_a_person(place: Place) -> None:
    place.write("app.txt", "new\n")
    place.write("scripts/verify.sh", "grep -q new app.txt\n")
    place.phase(
        "phase-1", "protect: [scripts/]\nchecks: [{id: v, kind: command, run: sh scripts/verify.sh, inputs: [app.txt]}]\n"
    )
    place.commit("Start")
    assert place.tracker("start", "1").code == 0
    place.write("scripts/verify.sh", "grep -q new app.txt && echo fine\n")
    place.commit("Change")
    assert place.tracker("run", "1").code == 8
    assert "scripts/verify.sh: protected, and changed by the work" in place.status()["phase-1"]["reasons"][0]
    agree(place, "it only says more")
    assert place.tracker("run", "1").code == 0


def test_red_first_asks_for_a_failure_before_the_work(place: Place) -> None:
    place.write("app.txt", "new\n")
    place.phase("phase-1", "red_first: true\nchecks: [{id: m, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 8
    assert "check m: red_first, and not known to have failed before the work" in place.status()["phase-1"]["reasons"][0]


def test_red_first_is_content_with_a_failure_that_start_saw(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", "red_first: true\nchecks: [{id: m, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.commit("Start")
    begun = place.tracker("start", "1")
    assert begun.code == 0
    assert "fails          m" in begun.out
    place.write("app.txt", "new\n")
    place.commit("Work")
    assert place.tracker("run", "1").code == 0


# -- the start ----------------------------------------------------------------------------------------------------------------


def test_start_records_where_the_work_begins_and_what_passes_already(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS)
    head = place.commit("Start")
    view = place.tracker("start", "1", "--json").json
    assert (view["commit"], view["passed"], view["failed"], view["unknown"]) == (head, [], [], ["readme", "migrated"])
    again = place.tracker("start", "1")
    assert (again.code, f"work on phase-1 began at {head[:7]}" in again.err) == (4, True)
    place.phase("phase-1", LESS)
    assert place.status()["phase-1"]["bar"]["base"] == head
    assert place.status()["phase-1"]["bar"]["lowered"] == ["check migrated: removed (grep -q new app.txt)"]


def test_start_with_check_knows_what_passes_before_any_work(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", CHECKS)
    place.commit("Start")
    view = place.tracker("start", "1", "--check", "--json").events[-1]
    assert (view["passed"], view["failed"], view["unknown"]) == (["readme"], ["migrated"], [])
    place.write("app.txt", "new\n")
    place.commit("Work")
    place.tracker("run", "1")
    assert "passed before any work, so they prove nothing new: readme" in place.tracker("explain", "1").out


def test_start_is_refused_where_a_run_would_be(place: Place) -> None:
    place.phase("phase-1", CHECKS)
    place.phase("phase-2", "depends_on: [phase-1]\n" + CHECKS)
    place.commit("Start")
    refused = place.tracker("start", "2")
    assert refused.code == 4
    assert "it needs phase-1" in refused.err


def test_a_start_after_the_first_run_cannot_move_the_beginning(failed: Place) -> None:
    refused = failed.tracker("start", "1")
    assert refused.code == 4
    assert "work on phase-1 began at" in refused.err


# -- what decides beside the check ------------------------------------------------------------------------------------------


def with_issue(place: Place, message: str) -> None:
    plan = "project: {name: Test}\ndocuments: [{path: TRACKER.md, title: Test, sections: [overview, phases]}]\n"
    place.write("tracker.yaml", f"{plan}issues: [{{id: odd, title: Odd, severity: minor, match: {{message: '{message}'}}}}]\n")


def test_a_result_that_other_patterns_made_does_not_stand_when_they_are_put_back(place: Place) -> None:
    with_issue(place, "only this old error")
    report = '<testsuite name="s"><testcase classname="t" name="a"/><testcase classname="t" name="b">'
    report += '<failure message="no">E no</failure></testcase></testsuite>'
    place.write("tell.py", f"import sys\nopen('own.xml', 'w').write({report!r})\nsys.exit(1)\n")
    place.phase(
        "phase-1",
        "checks: [{id: suite, kind: tests, run: python tell.py, report: own.xml, "
        "inputs: [tell.py], expect: {failed: '<= 1', only_known: [odd]}}]\n",
    )
    place.write(".gitignore", "own.xml\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    with_issue(place, ".*")
    assert place.tracker("run", "1").code == 0
    assert place.status()["phase-1"]["checks"][0]["fresh"]
    assert place.status()["phase-1"]["bar"]["lowered"] == ["issue odd: message: `only this old error` → `.*`"]
    with_issue(place, "only this old error")
    (known,) = place.status()["phase-1"]["checks"]
    assert (known["fresh"], "other patterns" in known["why"]) == (False, True)
    assert place.tracker("run", "1").code == 1


def test_start_says_what_cannot_fail(place: Place) -> None:
    place.phase("phase-1", "checks: [{id: nothing, kind: command, run: 'true'}]\n")
    place.commit("Start")
    begun = place.tracker("start", "1")
    assert begun.code == 0
    assert "warning        nothing" in begun.out


def test_a_sub_phase_that_never_ran_and_is_taken_out_is_shown_at_those_that_are_left(place: Place) -> None:
    place.phase("phase-1", "checks: []\n")
    place.phase("phase-1.1", "parent: phase-1\nchecks: [{id: ok, kind: command, run: test -f app.txt, inputs: [app.txt]}]\n")
    place.phase("phase-1.2", "parent: phase-1\nchecks: [{id: ok, kind: command, run: grep -q new app.txt}]\n")
    place.write("app.txt", "old\n")
    place.commit("Start")
    assert place.tracker("run", "1.1").code == 0
    (place.path / "phases" / "phase-1.2.yaml").unlink()
    place.commit("Tidy")
    assert place.status()["phase-1.1"]["bar"]["lowered"] == ["phase-1: sub-phase phase-1.2 removed"]
    assert "phase-1: sub-phase phase-1.2 removed" in place.tracker("status").out
