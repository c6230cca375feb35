"""What a change of the plan does to the bar: every key has a direction, and each goes the right way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from tests.builders import phase, plan
from tracker.bar.change import Direction
from tracker.bar.criteria import UNJUDGED_OF_DEFAULTS, UNJUDGED_OF_PHASES, UNJUDGED_OF_SETTINGS, criteria_of, digest, digests
from tracker.bar.directions import TABLE, differences, rule_of
from tracker.checking.base import CheckBase
from tracker.checking.border import read
from tracker.checking.strict import Strict, written_names
from tracker.checks import KINDS, class_of
from tracker.spec.known import Match
from tracker.spec.phases import Phase, Step
from tracker.spec.settings import Settings

UP, DOWN, SAME = Direction.RAISED, Direction.LOWERED, Direction.CHANGED


# ruff: noqa: E501 - a case a line
# -- no key without a direction -----------------------------------------------------------------------------------------


def inner(hint: Any) -> type[Strict] | None:
    """The class of values that a field holds, itself or in a tuple."""
    if isinstance(hint, type) and issubclass(hint, Strict):
        return None if hint is CheckBase else hint
    return next((found for part in get_args(hint) if (found := inner(part))), None)


def keys(thing: str, kind: type[Strict], above: str = "") -> Iterator[tuple[str, str]]:
    """Every key that is decided nowhere above it."""
    hints = get_type_hints(kind)
    for written, name in written_names(kind).items():
        key = f"{above}{written}"
        if rule_of(thing, key) is not None:
            continue
        below = inner(hints[name])
        if below is None:
            yield thing, key
        else:
            yield from keys(thing, below, f"{key}.")


def test_every_key_of_every_kind_of_check_has_a_direction() -> None:
    missing = [key for kind in KINDS for key in keys(kind, class_of(kind))]
    assert [key for key in missing if key[1] != "id"] == []


def test_every_key_of_a_phase_and_of_a_step_has_a_direction() -> None:
    groups = {"steps", "checks", "preflight", "gate"}
    missing = [key for key in keys("phase", Phase) if key[1].partition(".")[0] not in UNJUDGED_OF_PHASES | groups]
    assert missing == []
    assert [key for key in keys("step", Step) if key[1] != "id"] == []


def test_every_key_of_the_settings_has_a_direction_or_decides_nothing() -> None:
    left = UNJUDGED_OF_SETTINGS | {"issues"}
    missing = [key for _, key in keys("settings", Settings) if key.partition(".")[0] not in left]
    assert [key for key in missing if key.removeprefix("defaults.") not in UNJUDGED_OF_DEFAULTS] == []
    assert list(keys("issue", Match)) == []


def test_the_table_names_no_key_that_the_schema_lacks() -> None:
    things = {**{kind: class_of(kind) for kind in KINDS}, "phase": Phase, "step": Step, "issue": Match, "settings": Settings}
    things |= {"check": CheckBase, "suite": class_of("pytest")}
    for name in TABLE:
        thing, *path = name.split(".")
        if name in ("check.kind", "check.shell"):
            continue
        kind: Any = things[thing]
        for key in path:
            assert kind is not None, name
            names = written_names(kind)
            assert key in names, name
            kind = inner(get_type_hints(kind)[names[key]])


# -- each goes the right way --------------------------------------------------------------------------------------------

PYTEST: dict[str, Any] = {"id": "suite", "kind": "pytest", "run": "python -m pytest -q tests"}


def moved(before: dict[str, Any], after: dict[str, Any], **settings: Any) -> list[tuple[Direction, str]]:
    """What becomes of a phase with one check, or of its own keys."""
    old = {**settings.pop("old", settings)}
    new = {**settings.pop("new", settings)}
    made = [
        criteria_of(plan(read(Phase, {"id": "phase-1", "title": "T", **p}), *OTHERS, **s), "phase-1")
        for p, s in ((before, old), (after, new))
    ]
    return [(change.direction, change.line) for change in differences(*made)]


OTHERS = (phase("8"), phase("9"))


def check_moved(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Direction, str]]:
    return moved({"checks": [before]}, {"checks": [after]})


def suite(**expect: Any) -> dict[str, Any]:
    return {**PYTEST, "expect": expect}


CASES: list[tuple[dict[str, Any], dict[str, Any], Direction]] = [
    # bounds
    (suite(failed=0), suite(failed="<= 2"), DOWN),
    (suite(), suite(failed="<= 2"), DOWN),
    (suite(), suite(errors="0..3"), DOWN),
    (suite(failed="<= 2"), suite(failed=0), UP),
    (suite(failed=1), suite(failed=2), DOWN),
    (suite(total=766), suite(total=">= 700"), DOWN),
    (suite(total=766), suite(total=600), DOWN),
    (suite(passed=">= 648"), suite(passed=">= 600"), DOWN),
    (suite(passed=">= 648"), suite(passed=">= 700"), UP),
    (suite(passed=">= 648"), suite(), DOWN),
    (suite(), suite(total=3), UP),
    (suite(skipped=0), suite(skipped="<= 4"), DOWN),
    # suites
    (suite(no_regressions_since="phase-9"), suite(), DOWN),
    (suite(), suite(no_regressions_since="phase-9"), UP),
    (suite(no_regressions_since="phase-9"), suite(no_regressions_since="phase-8"), SAME),
    (suite(), suite(allow_skips=[{"tests": "*", "why": "slow"}]), DOWN),
    (suite(), suite(allow_gone=[{"tests": "a::b", "why": "moved"}]), DOWN),
    (suite(allow_gone=[{"tests": "a::b", "why": "moved"}]), suite(), UP),
    (suite(allow_gone=[{"tests": "a::b", "why": "x"}]), suite(allow_gone=[{"tests": "a::b", "why": "y"}]), SAME),
    ({**PYTEST, "repeat": 2}, PYTEST, DOWN),
    (PYTEST, {**PYTEST, "repeat": 3}, UP),
    # what every check has
    ({**PYTEST, "inputs": ["a.py", "b.py"]}, {**PYTEST, "inputs": ["a.py"]}, DOWN),
    ({**PYTEST, "inputs": ["a.py"]}, {**PYTEST, "inputs": ["a.py", "!a.py"]}, DOWN),
    (PYTEST, {**PYTEST, "inputs": ["tests/**"]}, DOWN),
    ({**PYTEST, "inputs": []}, PYTEST, UP),
    ({**PYTEST, "always": True}, PYTEST, DOWN),
    (PYTEST, {**PYTEST, "always": True}, UP),
    (PYTEST, {**PYTEST, "retries": 3}, DOWN),
    ({**PYTEST, "retries": 3}, PYTEST, UP),
    (PYTEST, {**PYTEST, "timeout": "30m"}, SAME),
    (PYTEST, {**PYTEST, "title": "The suite"}, SAME),
    ({**PYTEST, "matrix": {"db": ["a", "b"]}}, {**PYTEST, "matrix": {"db": ["a"]}}, DOWN),
    ({**PYTEST, "matrix": {"db": ["a", "b"]}}, PYTEST, DOWN),
    ({**PYTEST, "matrix": {"db": ["a"]}}, {**PYTEST, "matrix": {"db": ["a", "b"]}}, UP),
    (PYTEST, {**PYTEST, "env": {"MODE": "fast"}}, SAME),
    (PYTEST, {**PYTEST, "env": {"PYTEST_ADDOPTS": "-k quick"}}, DOWN),
    (PYTEST, {"id": "suite", "kind": "command", "run": "python -m pytest -q tests"}, DOWN),
    ({"id": "suite", "kind": "command", "run": "make test"}, {**PYTEST, "run": "make test"}, UP),
    # other kinds
    *(
        ({"id": "c", "kind": "command", "run": "m", "expect": old}, {"id": "c", "kind": "command", "run": "m", "expect": new}, way)
        for old, new, way in (
            ({"output": ["26 tables"]}, {}, DOWN),
            ({"output": ["26 tables"]}, {"output": [".*"]}, DOWN),
            ({"output": ["26 tables"]}, {"output": ["tables"]}, DOWN),
            ({"output": ["ok"]}, {"output": ["ok|failed"]}, DOWN),
            ({"output": ["tables"]}, {"output": ["26 tables"]}, UP),
            ({"output": ["ok"]}, {"output": ["done"]}, SAME),
            ({}, {"output": ["ok"]}, UP),
            ({"lacks": ["Traceback"]}, {}, DOWN),
            ({"lacks": ["Error"]}, {"lacks": ["Error: fatal"]}, DOWN),
            ({"lacks": ["Error"]}, {"lacks": ["Error|Warning"]}, UP),
            ({}, {"exit": 1}, SAME),
        )
    ),
    *(
        ({"id": "f", "kind": "files", "expect": old}, {"id": "f", "kind": "files", "expect": new}, way)
        for old, new, way in (
            ([{"path": "a"}, {"path": "b"}], [{"path": "a"}], DOWN),
            ([{"path": "a"}], [{"path": "a"}, {"path": "b"}], UP),
            ([{"path": "a", "contains": "x"}], [{"path": "a"}], DOWN),
            ([{"path": "a", "contains": "x"}], [{"path": "a", "contains": "."}], DOWN),
            ([{"path": "*", "count": ">= 20"}], [{"path": "*", "count": ">= 2"}], DOWN),
        )
    ),
    *(
        ({"id": "g", "kind": "git", "expect": old}, {"id": "g", "kind": "git", "expect": new}, way)
        for old, new, way in (
            ({"clean": "true", "idle": "true"}, {"idle": "true"}, DOWN),
            ({"idle": "true"}, {"idle": "true", "branch": "main"}, UP),
        )
    ),
    *(
        (
            {"id": "m", "kind": "metric", "source": {"command": "count"}, "expect": old},
            {"id": "m", "kind": "metric", "source": {"command": "count"}, "expect": new},
            way,
        )
        for old, new, way in (
            ({"tables": "26"}, {"tables": ">= 20"}, DOWN),
            ({"tables": "26", "errors": "0"}, {"tables": "26"}, DOWN),
            ({"tables": "26"}, {"tables": "26", "errors": "0"}, UP),
            ({"tables": "26"}, {"tables": "27"}, SAME),
        )
    ),
    *(
        ({"id": "s", "kind": "sql", "url": "sqlite://", "query": "q", "expect": old},
         {"id": "s", "kind": "sql", "url": "sqlite://", "query": "q", "expect": new}, way)
        for old, new, way in (
            ({"figure": "26"}, {"figure": ">= 1"}, DOWN),
            ({"row_count": "<= 3"}, {"row_count": "<= 30"}, DOWN),
        )
    ),
    *(
        ({"id": "b", "kind": "benchmark", "run": "bench", "variants": {"a": {}, "b": {}}, "baseline": "a", **old},
         {"id": "b", "kind": "benchmark", "run": "bench", "variants": {"a": {}, "b": {}}, "baseline": "a", **new}, way)
        for old, new, way in (
            ({"no_slower_than": "10%"}, {"no_slower_than": "90%"}, DOWN),
            ({"no_slower_than": "10%"}, {}, DOWN),
            ({"repeats": 9}, {"repeats": 3}, DOWN),
        )
    ),
    ({"id": "a", "kind": "approval", "ask": "?", "by": ["owner"]}, {"id": "a", "kind": "approval", "ask": "?"}, DOWN),
    ({"id": "a", "kind": "approval", "ask": "?", "by": ["owner"]}, {"id": "a", "kind": "approval", "ask": "?", "by": ["owner", "bot"]}, DOWN),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "way"), CASES, ids=lambda value: str(value)[:70])
def test_a_change_of_a_check(before: dict[str, Any], after: dict[str, Any], way: Direction) -> None:
    found = check_moved(before, after)
    assert {direction for direction, _ in found} == {way}, found


OTHER = {"id": "b", "kind": "command", "run": "grep new app.txt"}

PHASES: list[tuple[dict[str, Any], dict[str, Any], Direction]] = [
    ({"checks": [PYTEST, OTHER]}, {"checks": [PYTEST]}, DOWN),
    ({"checks": [PYTEST]}, {"checks": [PYTEST, OTHER]}, UP),
    ({"checks": [OTHER]}, {"checks": [{**OTHER, "id": "c"}]}, SAME),
    ({"preflight": [OTHER]}, {}, DOWN),
    ({"depends_on": ["phase-9"]}, {}, DOWN),
    ({}, {"depends_on": ["phase-9"]}, UP),
    ({}, {"skip": "no time"}, DOWN),
    ({"skip": "no time"}, {}, UP),
    ({}, {"claimed": {"source": "me"}}, DOWN),
    ({"deliverables": [{"text": "An adapter"}]}, {}, DOWN),
    ({}, {"success": [{"text": "All works"}]}, UP),
    (
        {"success": [{"text": "W", "done_when": ["b"]}], "checks": [OTHER]},
        {"success": [{"text": "W"}], "checks": [OTHER]},
        DOWN,
    ),
    ({"files": [{"path": "a.py", "change": "created"}]}, {}, DOWN),
    ({"files": [{"path": "a.py"}]}, {"files": [{"path": "a.py", "change": "modified"}]}, UP),
    ({"files": [{"path": "a.py", "change": "modified"}]}, {"files": [{"path": "a.py", "change": "created"}]}, DOWN),
    ({"files": [{"path": "a.py", "change": "deleted"}]}, {"files": [{"path": "a.py"}]}, DOWN),
    (
        {"files": [{"path": "a.py", "change": "modified"}]},
        {"files": [{"path": "a.py", "change": "modified", "earlier": "by hand"}]},
        DOWN,
    ),
    ({"files": [{"path": "a.py", "change": "created"}]}, {"files": [{"path": "a.py"}]}, DOWN),
    ({}, {"goal": "More"}, SAME),
    ({"steps": [{"id": "s", "run": "make"}]}, {"steps": [{"id": "s", "run": "make all"}]}, SAME),
]


@pytest.mark.parametrize(("before", "after", "way"), PHASES, ids=lambda value: str(value)[:70])
def test_a_change_of_a_phase(before: dict[str, Any], after: dict[str, Any], way: Direction) -> None:
    found = moved(before, after)
    assert {direction for direction, _ in found} == {way}, found


def test_an_issue_counts_where_a_check_names_it() -> None:
    def issues(**match: Any) -> dict[str, Any]:
        return {"issues": [{"id": "known", "title": "K", "severity": "minor", "match": match}]}

    one = {"checks": [suite(only_known=["known"])]}
    narrow, wide = issues(message="only this"), issues(message=".*")
    assert moved(one, one, old=narrow, new=wide) == [(DOWN, "issue known: message: `only this` → `.*`")]
    assert moved(one, one, old=wide, new=narrow)[0][0] is UP
    assert moved(one, one, old=narrow, new=issues(message=["only this", "and that"]))[0][0] is DOWN
    assert moved(one, one, old=issues(message="a", tests="t::*"), new=issues(message="a"))[0][0] is DOWN
    assert moved({"checks": [PYTEST]}, {"checks": [PYTEST]}, old=narrow, new=wide) == []


def test_settings_count_where_they_decide() -> None:
    one = {"checks": [PYTEST]}
    assert moved(one, one, old={}, new={"environment": {"pass_through": ["PYTEST_*"]}})[0][0] is DOWN
    assert moved(one, one, old={}, new={"workspace": "app"})[0][0] is SAME
    assert moved(one, one, old={}, new={"defaults": {"jobs": 3}, "commit": "never"}) == []


COMMANDS = [
    ("python -m pytest -q tests", "true"),
    ("python -m pytest -q tests", "echo '766/766 passed'"),
    ("python -m pytest -q tests", "exit 0"),
    ("python -m pytest -q tests", "sh -c 'exit 0'"),
    ("python -m pytest -q tests", "python -m pytest -q tests || true"),
    ("python -m pytest -q tests", "python -m pytest -q tests; true"),
    ("python -m pytest -q tests", "sh -c 'python -m pytest -q tests | tail -1'"),
    ("python -m pytest -q tests", "python -m pytest -q tests -k 'not slow'"),
    ("python -m pytest -q tests", "python -m pytest -q tests --deselect tests/test_a.py::test_b"),
    ("python -m pytest -q tests", "python -m pytest -q tests --ignore=tests/slow"),
    ("python -m pytest -q tests", "python -m pytest -q tests -m 'not slow'"),
    ("python -m pytest -q tests", "python -m pytest -q tests --lf"),
    ("python -m pytest -q tests", "python -m pytest -q tests --co"),
    ("python -m pytest -q tests", "python -m pytest -q tests --reruns 3"),
    ("python -m pytest -q tests", "python -m pytest -q tests/test_easy.py"),
    ("python -m pytest -q tests lib", "python -m pytest -q tests"),
    ("python -m pytest --cov-fail-under=90 tests", "python -m pytest --cov-fail-under=60 tests"),
    ("python -m pytest --strict-markers tests", "python -m pytest tests"),
    ("npx jest", "npx jest --passWithNoTests"),
    ("npx jest --ci", "npx jest --ci --testPathIgnorePatterns slow"),
    ("go test ./...", "go test -short ./..."),
    ("bash -o pipefail -c 'make | tee log'", "bash -c 'make | tee log'"),
    ("python check.py", "python -O check.py"),
    ("grep new app.txt", "test -f ."),
]


@pytest.mark.parametrize(("before", "after"), COMMANDS)
def test_a_command_that_can_fail_less_often_lowers_the_bar(before: str, after: str) -> None:
    found = check_moved({"id": "c", "kind": "command", "run": before}, {"id": "c", "kind": "command", "run": after})
    assert [direction for direction, _ in found] == [DOWN], found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("grep new app.txt", "grep old app.txt"),
        ("python -m pytest -q tests", "python -m pytest tests"),
        ("python -m pytest -q tests", "python -m pytest -q -x tests"),
        ("python -m pytest -q tests", "python3 -m pytest -q tests"),
        ("pytest tests", "python -m pytest tests"),
        ("npm test", "npm run test"),
        ("make check", "make -j4 check"),
        ("./gradlew test", "./gradlew --no-daemon test"),
    ],
)
def test_another_command_is_shown_as_a_change(before: str, after: str) -> None:
    found = check_moved({"id": "c", "kind": "command", "run": before}, {"id": "c", "kind": "command", "run": after})
    assert [direction for direction, _ in found] == [SAME]
    assert f"`{before}` → `{after}`" in found[0][1]


def test_criteria_are_the_same_for_the_same_plan_and_read_back_as_they_were() -> None:
    one = plan(phase("1", checks=[suite(failed="<= 2")], notes=["a note"], estimate="2 hours"))
    same = plan(phase("1", checks=[suite(failed="<= 2")]))
    assert digests(one) == digests(same) == {"phase-1": digest(criteria_of(one, "phase-1"))}
    assert criteria_of(one, "phase-1")["phase"]["checks"]["suite"]["expect"] == {"failed": "<= 2"}


def test_criteria_without_a_key_read_as_its_default() -> None:
    now = criteria_of(plan(phase("1", checks=[{**PYTEST, "retries": 0, "always": "false"}])), "phase-1")
    assert "retries" not in now["phase"]["checks"]["suite"]
    then = {
        **now,
        "phase": {**now["phase"], "checks": {"suite": {"id": "suite", "kind": "pytest", "run": PYTEST["run"], "of-later": 1}}},
    }
    (change,) = differences(
        then, {**now, "phase": {**now["phase"], "checks": {"suite": {"id": "suite", "kind": "pytest", "run": PYTEST["run"]}}}}
    )
    assert change.direction is SAME
    assert is_dataclass(Phase)


# -- sub-phases ---------------------------------------------------------------------------------------------------------


def family(*parts: Phase) -> Any:
    """The criteria of 4.1 among these sub-phases of 4."""
    return criteria_of(plan(phase("4", checks=()), phase("4.1", parent="4"), *parts), "phase-4.1")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([phase("4.2", parent="4")], [], [(DOWN, "sub-phase phase-4.2 removed")]),
        ([], [phase("4.2", parent="4")], [(UP, "sub-phase phase-4.2 added")]),
        ([phase("4.2", parent="4")], [phase("4.9", parent="4", formerly=["phase-4.2"])], []),
        ([phase("4.2", parent="4")], [phase("4.2")], [(DOWN, "sub-phase phase-4.2 removed")]),
        ([phase("4.2", parent="4")], [phase("4.2", parent="4", title="Other")], []),
        ([phase("4.2", parent="4.1")], [], []),
    ],
)
def test_a_sub_phase_that_is_removed_lowers_the_bar_of_those_beside_it(
    before: list[Phase], after: list[Phase], expected: list[tuple[Direction, str]]
) -> None:
    found = [change for change in differences(family(*before), family(*after)) if change.where == "phase-4"]
    assert [(change.direction, change.words) for change in found] == expected


def test_a_sub_phase_that_is_removed_lowers_the_bar_at_every_depth() -> None:
    deep = phase("4.1.1", parent="4.1")
    whole = (phase("4", checks=()), phase("4.1", parent="4", checks=()), deep)
    before = criteria_of(plan(*whole, phase("4.2", parent="4")), "phase-4.1.1")
    assert [str(change.direction) for change in differences(before, criteria_of(plan(*whole), "phase-4.1.1"))] == ["lowered"]


def test_criteria_that_were_recorded_before_sub_phases_were_lower_nothing_for_them() -> None:
    now = family(phase("4.2", parent="4"))
    older = {**{name: value for name, value in now.items() if name != "within"}, "format": 2}
    assert differences(older, now) == ()
    assert differences(older, family()) == ()


def test_digests_are_those_of_the_criteria() -> None:
    made = plan(phase("4", checks=()), phase("4.1", parent="4"), phase("4.2", parent="4"))
    assert digests(made) == {part.id: digest(criteria_of(made, part.id)) for part in made.phases}
