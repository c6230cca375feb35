"""Every complaint has its place, what was found, what was expected; all of them come at once."""

from __future__ import annotations

import gc
import textwrap
from pathlib import Path

import pytest

from tracker.adapters.files.disk import DiskFiles
from tracker.errors import InvalidPlanError, StorageError
from tracker.spec.loader import load_plan
from tracker.spec.models import Plan
from tracker.spec.yaml_tree import SIZE_LIMIT

PROJECT = "project: {name: Test}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "phases").mkdir()
    (tmp_path / "tracker.yaml").write_text(PROJECT)
    return tmp_path


def load(root: Path, **phases: str) -> Plan:
    for name, text in phases.items():
        (root / f"phases/{name}.yaml").write_text(textwrap.dedent(text))
    return load_plan(DiskFiles(str(root)), sections=("overview", "phases"))


def complaints(root: Path, **phases: str) -> list[str]:
    """What is said about a plan, a line each, without the folder."""
    with pytest.raises(InvalidPlanError) as caught:
        load(root, **phases)
    count = len(caught.value.problems)
    assert caught.value.message == f"the plan has {count} problem{'s' if count > 1 else ''}"
    assert caught.value.hints == ("Fix them, then check again: tracker validate",)
    return [line.removeprefix("phases/") for problem in caught.value.problems for line in problem.lines()]


def test_a_plan_has_its_phases_in_natural_order_whatever_their_files_are_called(root: Path) -> None:
    plan = load(root, a="id: phase-10\ntitle: T", b="id: phase-2\ntitle: T", c="id: phase-2.10\ntitle: T\nparent: phase-2",
                d="id: phase-2.9\ntitle: T\nparent: phase-2")  # fmt: skip
    assert [phase.id for phase in plan.phases] == ["phase-2", "phase-2.9", "phase-2.10", "phase-10"]
    assert plan.files == ("tracker.yaml", "phases/a.yaml", "phases/b.yaml", "phases/c.yaml", "phases/d.yaml")
    assert plan.phase("phase-2.9").parent == "phase-2"
    with pytest.raises(KeyError):
        plan.phase("phase-3")


def test_without_a_plan_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"tracker\.yaml cannot be read"):
        load_plan(DiskFiles(str(tmp_path)), sections=())


def test_the_garbage_collector_is_on_again_afterwards_also_after_an_error(root: Path) -> None:
    assert gc.isenabled()
    complaints(root, a="[")
    assert gc.isenabled()


PHASE = "id: phase-1\ntitle: T\n"
CHECK = PHASE + "checks:\n  - {id: a, kind: command, run: x, "

WRONG = {
    "": """
        a.yaml:1:1: the file holds no mapping
          found     nothing
          expected  keys and values, for example `id: phase-1`
    """,
    "- a": """
        a.yaml:1:1: the file holds no mapping
          found     list
          expected  keys and values, for example `id: phase-1`
    """,
    "id: phase-1": """
        a.yaml:1:1: the key 'title' is missing
          found     nothing
          expected  this key
    """,
    PHASE + "gaol: x": """
        a.yaml:3:1: unknown key 'gaol'
          found     'x'
          expected  a key that exists
          hint      did you mean 'goal'?
    """,
    PHASE + "goal: [a]": """
        a.yaml:3:7: the value of goal is not right
          found     a list of 1
          expected  a text
    """,
    PHASE + "goal:": """
        a.yaml:3:6: the value of goal is empty
          found     nothing
          expected  a text
    """,
    "id: phase-1\ntitle: ''": """
        a.yaml:2:8: the value of title is not right
          found     ''
          expected  a text that is not empty
    """,
    PHASE + "notes: text": """
        a.yaml:3:8: the value of notes is not right
          found     'text'
          expected  a list
    """,
    PHASE + "risk: high": """
        a.yaml:3:7: the value of risk is not right
          found     'high'
          expected  a mapping of keys to values
    """,
    PHASE + "risk:\n  level: hihg": """
        a.yaml:4:10: the value of risk.level is not right
          found     'hihg'
          expected  one of low, medium, high
          hint      did you mean 'high'?
    """,
    "id: Phase 1\ntitle: T": """
        a.yaml:1:5: the value of id is not right
          found     'Phase 1'
          expected  an id such as phase-4, phase-4.1 or cutover
    """,
    PHASE + "estimate: 3-2 hours": """
        a.yaml:3:11: the value of estimate is not right
          found     '3-2 hours'
          expected  '3-2 hours' ends before it starts
    """,
    PHASE + "claimed: {source: S, commits: [{commit: xyz}]}": """
        a.yaml:3:41: the value of claimed.commits[0].commit is not right
          found     'xyz'
          expected  a text that matches ^[0-9a-f]{4,64}$
    """,
    PHASE + "claimed: {source: S, tests: [{passed: many, total: -1}]}": """
        a.yaml:3:39: the value of claimed.tests[0].passed is not right
          found     'many'
          expected  a whole number
        a.yaml:3:52: the value of claimed.tests[0].total is not right
          found     '-1'
          expected  greater than or equal to 0
    """,
    PHASE + "checks:\n  - {id: a, run: x}": """
        a.yaml:4:5: the value of checks[0] is not right
          found     a mapping with the keys id, run
          expected  a key `kind` that names the kind of check
    """,
    PHASE + "checks:\n  - {id: a, kind: qsl, run: x}": """
        a.yaml:4:19: the value of checks[0].kind is not right
          found     'qsl'
          expected  one of approval, benchmark, command, files, git, metric, pytest, sql, tests
          hint      did you mean 'sql'?
    """,
    CHECK + "always: maybe}": """
        a.yaml:4:44: the value of checks[0].always is not right
          found     'maybe'
          expected  true or false
    """,
    CHECK + "timeout: soon}": """
        a.yaml:4:45: the value of checks[0].timeout is not right
          found     'soon'
          expected  'soon' is not a duration; write it like 90s, 10m or 1h 30m
    """,
    CHECK + "retries: 11}": """
        a.yaml:4:45: the value of checks[0].retries is not right
          found     '11'
          expected  less than or equal to 10
    """,
    PHASE + "prompt: {file: ../P.md}": """
        a.yaml:3:16: the value of prompt.file is not right
          found     '../P.md'
          expected  a path below the project, with / and without .. or .git
    """,
    PHASE + 'goal: [1]\nsteps: [{id: a, run: x, env: {"\\e[31m": [1]}}]': """
        a.yaml:3:7: the value of goal is not right
          found     a list of 1
          expected  a text
        a.yaml:4:41: the value of steps[0].env.'\\x1b[31m' is not right
          found     a list of 1
          expected  a text
    """,
    PHASE + 'estimate: "a\\n\\e[31m"': """
        a.yaml:3:11: the value of estimate is not right
          found     'a\\n\\x1b[31m'
          expected  'a\\n\\x1b[31m' is not an estimate; write it like 30 min, 1h30m, 2-3 hours, 2 days or 1 week
    """,
    PHASE + "goal: [" + "x" * 80 + "]\nestimate: " + "y" * 61: f"""
        a.yaml:3:7: the value of goal is not right
          found     a list of 1
          expected  a text
        a.yaml:4:11: the value of estimate is not right
          found     '{"y" * 57}...'
          expected  '{"y" * 61}' is not an estimate; write it like 30 min, 1h30m, 2-3 hours, 2 days or 1 week
    """,
}
"""The text of a phase, and all that is said about it."""


@pytest.mark.parametrize(("text", "expected"), WRONG.items())
def test_what_is_wrong_in_a_phase_is_said_with_place_found_and_expected(root: Path, text: str, expected: str) -> None:
    assert "\n".join(complaints(root, a=text)) == textwrap.dedent(expected).strip()


def test_a_key_with_the_name_of_a_kind_leads_nothing_astray(root: Path) -> None:
    checks = "checks:\n  - {id: a, kind: command, command: pytest}\n  - {id: b, kind: sql, sql: {kind: x}, query: 1}\n"
    said = complaints(root, a=PHASE + checks)
    assert [line for line in said if not line.startswith(" ")] == [
        "a.yaml:4:5: the key 'run' is missing in checks[0]",
        "a.yaml:4:28: unknown key 'command' in checks[0]",
        "a.yaml:5:5: the key 'url' is missing in checks[1]",
        "a.yaml:5:5: the key 'expect' is missing in checks[1]",
        "a.yaml:5:24: unknown key 'sql' in checks[1]",
    ]
    assert "  found     'pytest'" in said
    known = "always, env, expect, guard, id, inputs, kind, matrix, needs, red_first, resource, retries, run, shell, timeout"
    assert f"  hint      one of: {known}, title" in said


def test_unknown_keys_deep_inside_are_compared_with_what_may_stand_there(root: Path) -> None:
    text = (
        PHASE
        + """\
checks:
  - id: a
    kind: metric
    source: {comand: x, sql: {url: u, query: q, scrpt: s}}
    expect: {}
"""
    )
    said = complaints(root, a=text)
    assert "a.yaml:6:14: unknown key 'comand' in checks[0].source" in said
    assert "  hint      did you mean 'command'?" in said
    assert "a.yaml:6:49: unknown key 'scrpt' in checks[0].source.sql" in said
    assert "  hint      did you mean 'script'?" in said


def test_a_file_that_is_no_yaml_is_reported_for_that_alone(root: Path) -> None:
    said = complaints(root, a="id: phase-1\ndeliverables: [\n", b="id: phase-2\ntitle: T\ndepends_on: [phase-1]\nrisk: x\n")
    assert [line for line in said if not line.startswith(" ")] == [
        "a.yaml:3:1: not valid YAML",
        "b.yaml:4:7: the value of risk is not right",
    ]


def test_a_file_that_is_too_big_is_reported_for_that_alone(root: Path) -> None:
    assert complaints(root, a=PHASE + "#" * SIZE_LIMIT, b="id: phase-2\ntitle: T\ndepends_on: [phase-1]") == [
        "a.yaml: the file has more than 4,194,304 bytes",
        "  expected  at most 4,194,304",
    ]


def test_what_is_refused_in_yaml_is_said_once(root: Path) -> None:
    said = complaints(root, a="id: phase-1\ntitle: *x\n<<: {}\n[a]: b\ngaol: y\n")
    assert [line for line in said if not line.startswith(" ")] == [
        "a.yaml:2:8: the alias *x",
        "a.yaml:3:1: a merge key",
        "a.yaml:4:1: a key that is not a text",
        "a.yaml:5:1: unknown key 'gaol'",
    ]


def test_problems_come_file_by_file_in_the_order_in_which_they_stand(root: Path) -> None:
    (root / "tracker.yaml").write_text("project: {name: ''}\nzzz: 1\ndocuments: [{path: A.md, title: A, sections: [nope]}]\n")
    said = complaints(root, b="id: phase-2\nx: 1\ntitle: T\ny: 1\n", a="y: 1\nid: phase-1\ntitle: T\n")
    assert [line.partition(": ")[0] for line in said if not line.startswith(" ")] == [
        "tracker.yaml:1:17", "tracker.yaml:2:1", "tracker.yaml:3:47", "a.yaml:1:1", "b.yaml:2:1", "b.yaml:4:1",
    ]  # fmt: skip


def test_the_plan_says_where_its_phases_are(root: Path) -> None:
    (root / "tracker.yaml").write_text(PROJECT + "phases: [one.yaml, more/**/*.yml]\n")
    (root / "one.yaml").write_text("id: phase-1\ntitle: T\n")
    (root / "more/deep").mkdir(parents=True)
    (root / "more/deep/two.yml").write_text("id: phase-2\ntitle: T\n")
    assert [p.id for p in load(root, unread="nonsense: [").phases] == ["phase-1", "phase-2"]


# -- estimates --------------------------------------------------------------------------------------------------------


def test_a_day_of_an_estimate_has_the_hours_that_the_plan_says(root: Path) -> None:
    (root / "tracker.yaml").write_text(
        PROJECT + "working_day: 7h 30m\nissues: [{id: a, title: A, severity: minor, estimate: 2 days}]\n"
    )
    plan = load(root, a=PHASE + "estimate: 2-3 days", b="id: phase-2\ntitle: T\nclaimed: {source: S, duration: 1 week}")
    estimate, claim = plan.phase("phase-1").estimate, plan.phase("phase-2").claimed
    assert estimate is not None
    assert (estimate.low, estimate.high, estimate.words) == (15, 22.5, "2-3 days")
    assert claim is not None
    assert claim.duration is not None
    assert (claim.duration.high, claim.duration.words) == (37.5, "1 week")
    assert plan.settings.issues[0].estimate == (15, 15, "d", 7.5)
    assert plan.settings.working_day == 7.5


@pytest.mark.parametrize("day", ["30h", "[8h]", "soon", "{a: b}"])
def test_a_working_day_that_is_none_is_complained_of_at_its_place_and_estimates_are_read(root: Path, day: str) -> None:
    (root / "tracker.yaml").write_text(PROJECT + f"working_day: {day}\n")
    said = complaints(root, a=PHASE + "estimate: 2 days")
    assert [line for line in said if not line.startswith(" ")] == ["tracker.yaml:2:14: the value of working_day is not right"]


def test_an_estimate_stays_read_where_something_else_is_wrong(root: Path) -> None:
    (root / "tracker.yaml").write_text(PROJECT + "working_day: 6h\n")
    said = complaints(root, a=PHASE + "estimate: 2 moons\ngoal: [1]")
    assert [line for line in said if not line.startswith("  found")] == [
        "a.yaml:3:11: the value of estimate is not right",
        "  expected  unknown unit 'moons'; one of ms, s, m, h, d, w",
        "a.yaml:4:7: the value of goal is not right",
        "  expected  a text",
    ]
