"""Everything that the plan names is there, once, and in an order in which it can be done."""

from __future__ import annotations

import itertools
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.conftest import ROOT
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.border import read
from tracker.errors import InvalidPlanError
from tracker.spec.complaints import complaints
from tracker.spec.cycles import find_cycle
from tracker.spec.loader import load_plan
from tracker.spec.phases import Phase
from tracker.spec.salvage import salvage
from tracker.spec.settings import Settings
from tracker.spec.yaml_tree import read_yaml

SETTINGS = "project: {name: Test}\nissues: [{id: queue, title: Q, severity: minor}]\n"


def said(root: Path, settings: str = "", /, **phases: str) -> list[str]:
    """Every problem of a plan: its place and message, and its hint after a `;`."""
    (root / "phases").mkdir(exist_ok=True)
    (root / "tracker.yaml").write_text(SETTINGS + settings)
    for name, text in phases.items():
        (root / f"phases/{name}.yaml").write_text(f"id: phase-{name[1:].replace('_', '.')}\ntitle: T\n{textwrap.dedent(text)}")
    try:
        load_plan(DiskFiles(str(root)), sections=("overview", "phases"))
    except InvalidPlanError as error:
        return [f"{p.place.removeprefix('phases/')}: {p.message}" + (f"; {p.hint}" if p.hint else "") for p in error.problems]
    return []


CHECK = "checks: [{id: suite, kind: command, run: x, matrix: {database: [sqlite, postgresql]}}]\n"


NAME = "p1.yaml:3:54: a value that cannot be part of a name"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parent: phase-11", "p1.yaml:3:9: there is no phase 'phase-11'; did you mean 'phase-1'?"),
        ("depends_on: [phase-2, phase-3]", "p1.yaml:3:23: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("issues: [queue, que]", "p1.yaml:3:17: there is no issue 'que'; did you mean 'queue'?"),
        ("success: [{text: t, phases: [x]}]", "p1.yaml:3:30: there is no phase 'x'; one of: phase-1, phase-2"),
        ("success: [{text: t, done_when: [x]}]", "p1.yaml:3:33: there is no check 'x'"),
        ("deliverables: [{text: t, done_when: [sute]}]\n" + CHECK,
         "p1.yaml:3:38: there is no check 'sute'; did you mean 'suite'?"),
        ("prompt: {file: P.md, create_when: phase-3 is complete}",
         "p1.yaml:3:35: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("prompt: {file: P.md, create_when: phase-2 is complete and soon}", "p1.yaml:3:35: unknown condition"),
        ("prompt: {file: P.md, create_when: phase-2 is done}", "p1.yaml:3:35: unknown condition"),
        ("prompt: {file: P.md, create_when: issue queue has failed}", "p1.yaml:3:35: unknown condition"),
        ("prompt: {file: P.md, create_when: check suite has failed}", "p1.yaml:3:35: unknown condition"),
        ("prompt: {file: P.md, create_when: phase-2 is complete or}", "p1.yaml:3:35: unknown condition"),
        ("prompt: {file: P.md, create_when: phase-2 has failed or issue que is open}",
         "p1.yaml:3:35: there is no issue 'que'; did you mean 'queue'?"),
        ("prompt: {file: P.md, create_when: check phase-2/sute has failed}",
         "p1.yaml:3:35: there is no check of phase-2 'sute'; did you mean 'suite'?"),
        ("prompt: {file: P.md, create_when: 'check phase-2/suite[mysql] has failed'}",
         ("p1.yaml:3:35: there is no variant of suite 'mysql'; "
          "one of: database=postgresql, database=sqlite, postgresql, sqlite")),
        ("prompt: {file: P.md, create_when: check phase-3/suite has failed}",
         "p1.yaml:3:35: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("prompt: {file: P.md, create_when: phase-1 is complete}",
         "p1.yaml:3:35: this prompt would be written when its own phase is complete"),
        ("prompt: {file: P.md, create_when: 'issue queue is open and check phase-2/suite[sqlite] has passed'}", ""),
        ("steps: [{id: a, run: x, needs: [b]}]", "p1.yaml:3:33: there is no step 'b'; one of: a"),
        ("checks: [{id: a, kind: command, run: x, needs: [b]}]", "p1.yaml:3:49: there is no check 'b'; one of: a"),
        ("preflight: [{id: b, kind: command, run: x}]\nchecks: [{id: a, kind: command, run: x, needs: [b]}]",
         "p1.yaml:4:49: there is no check 'b'; one of: a"),
        ("prompt: {file: P.md, create_when: phase-2 is complete and phase-9 is complete}",
         "p1.yaml:3:35: there is no phase 'phase-9'; did you mean 'phase-2'?"),
        ("checks: [{id: suite, kind: pytest, expect: {no_regressions_since: phase-2}}]", ""),
        ("checks: [{id: a, kind: pytest, expect: {no_regressions_since: phase-2, baseline_check: suite}}]", ""),
        ('checks: [{id: a, kind: command, run: [x, "a\\0"]}]', "p1.yaml:3:38: this is not a command"),
        ("steps: [{id: a, run: x}, {id: a, run: y}]", "p1.yaml:3:31: the step 'a' a second time"),
        ("gate: [{id: a, kind: command, run: x}]",
         "p1.yaml:3:22: a is not an approval; checks that must pass before anything is changed are `preflight`"),
        ("gate: [{id: a, kind: approval, ask: x}]\nchecks: [{id: a, kind: command, run: x}]",
         "p1.yaml:4:15: the check 'a' a second time"),
        ("preflight: [{id: a, kind: command, run: x}]\nchecks: [{id: a, kind: command, run: x}]",
         "p1.yaml:4:15: the check 'a' a second time"),
        ("checks: [{id: a, kind: pytest, expect: {no_regressions_since: phase-3}}]",
         "p1.yaml:3:63: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("preflight: [{id: a, kind: pytest, expect: {no_regressions_since: phase-3}}]",
         "p1.yaml:3:66: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("checks: [{id: a, kind: pytest, expect: {no_regressions_since: phase-2}}]",
         "p1.yaml:3:63: there is no check of phase-2 'a'; one of: suite"),
        ("checks: [{id: a, kind: pytest, expect: {no_regressions_since: phase-2, baseline_check: suit}}]",
         "p1.yaml:3:88: there is no check of phase-2 'suit'; did you mean 'suite'?"),
        ("checks: [{id: a, kind: pytest, expect: {resolves: [queue, x]}}]",
         "p1.yaml:3:59: there is no issue 'x'; one of: queue"),
        ("checks: [{id: a, kind: pytest, expect: {only_known: [x]}}]", "p1.yaml:3:54: there is no issue 'x'; one of: queue"),
        ("checks: [{id: a, kind: metric, source: {git: {phase: phase-2}}}]", ""),
        ("checks: [{id: a, kind: metric, source: {git: {phase: phase-3}}}]",
         "p1.yaml:3:54: there is no phase 'phase-3'; did you mean 'phase-2'?"),
        ("preflight: [{id: a, kind: metric, source: {git: {phase: phas-1}}}]",
         "p1.yaml:3:57: there is no phase 'phas-1'; did you mean 'phase-1'?"),
        ("checks: [{id: a, kind: command, run: 'echo {{ x }}'}]",
         "p1.yaml:3:38: the matrix has no axis 'x'; add `matrix:` to the check"),
        ("checks: [{id: a, kind: command, run: [echo, '{{ xs }}'], matrix: {x: [b]}}]",
         "p1.yaml:3:45: the matrix has no axis 'xs'; did you mean 'x'?"),
        ("checks: [{id: a, kind: command, run: x, env: {A: '{{ x }}'}}]",
         "p1.yaml:3:50: the matrix has no axis 'x'; add `matrix:` to the check"),
        ("checks: [{id: a, kind: command, run: x, matrix: {d: [a, b, a]}}]", "p1.yaml:3:60: the value 'a' a second time"),
        ("checks: [{id: a, kind: command, run: x, matrix: {d: [a/b, a_b]}}]", "p1.yaml:3:59: the value 'a_b' a second time"),
        ("checks: [{id: a, kind: command, run: x, matrix: {d: ['a,b']}}]",
         NAME),
        ("checks: [{id: a, kind: command, run: x, matrix: {d: ['[a']}}]", NAME),
        ("checks: [{id: a, kind: command, run: x, matrix: {d: ['']}}]", NAME),
        ('checks: [{id: a, kind: command, run: x, matrix: {d: ["a\\n"]}}]', NAME),
        ("checks: [{id: a, kind: command, run: x, matrix: {'a=b': [c]}}]", "p1.yaml:3:50: the axis 'a=b'"),
        ("checks: [{id: a, kind: command, run: \"echo 'x\"}]", "p1.yaml:3:38: this command cannot be split into words"),
        ("checks: [{id: a, kind: command, run: 'echo {{ x }}', matrix: {x: [a, it's]}}]",
         "p1.yaml:3:38: this command cannot be split into words"),
        ("checks: [{id: a, kind: command, run: 'ls x', matrix: {x: [\"it's\"]}}]", ""),
        ("checks: [{id: a, kind: command, run: ''}]", "p1.yaml:3:38: this is not a command"),
        ("checks: [{id: a, kind: command, run: []}]", "p1.yaml:3:38: this is not a command"),
        ("checks: [{id: a, kind: command, run: ['', x]}]", "p1.yaml:3:38: this is not a command"),
        ("steps: [{id: a, run: ' '}]", "p1.yaml:3:22: this is not a command"),
        ("steps: [{id: a, run: x, revert: \"'\"}]", "p1.yaml:3:33: this command cannot be split into words"),
    ],
)  # fmt: skip
def test_one_reference_that_does_not_hold(tmp_path: Path, text: str, expected: str) -> None:
    assert said(tmp_path, p1=text, p2=CHECK) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("issues: []", "tracker.yaml:3:1: the key 'issues' a second time"),
        ("success: [{text: t, phases: [phase-3]}]", "tracker.yaml:3:30: there is no phase 'phase-3'; did you mean 'phase-1'?"),
        ("success: [{text: t, done_when: [suite]}]", "tracker.yaml:3:21: checks of no phase in particular"),
        ("documents: [{path: A.md, title: A, sections: [phase]}]",
         "tracker.yaml:3:47: there is no section 'phase'; did you mean 'phases'?"),
        ("documents: [{path: A.md, title: A, sections: [phases], headings: {overview: X}}]",
         "tracker.yaml:3:67: a heading for 'overview'; one of: phases"),
        ("documents: [{path: A.md, title: A, sections: [phases]}, {path: A.md, title: B, sections: [phases]}]",
         "tracker.yaml:3:64: the document 'A.md' a second time"),
        ("metrics: [{label: L, group: G, check: phase-1/suite}]", "tracker.yaml:3:39: this names no fact"),
        ("metrics: [{label: L, group: G, check: 'phase-3/suite#n'}]",
         "tracker.yaml:3:39: there is no phase 'phase-3'; did you mean 'phase-1'?"),
        ("metrics: [{label: L, group: G, check: 'phase-1/suit#n'}]",
         "tracker.yaml:3:39: there is no check of phase-1 'suit'; did you mean 'suite'?"),
        ("metrics: [{label: L, group: G, check: 'phase-1/suite[mysql]#n'}]",
         "tracker.yaml:3:39: there is no variant of suite 'mysql'"),
        ("metrics: [{label: L, group: G, check: 'phase-1/suite[sqlite]#n'}]", ""),
        ("metrics: [{label: L, group: G, check: 'phase-1/suite[database=sqlite]#n'}]", ""),
        ("metrics: [{label: L, group: G, check: 'phase-1/suite#n'}]", ""),
    ],
)  # fmt: skip
def test_one_reference_of_the_settings_that_does_not_hold(tmp_path: Path, settings: str, expected: str) -> None:
    found = said(tmp_path, settings, p1=CHECK)
    assert [line.partition("'mysql'")[0] + "'mysql'" if "'mysql'" in line else line for line in found] == (
        [expected] if expected else []
    )


def test_the_baseline_may_be_a_check_of_a_phase_further_down(tmp_path: Path) -> None:
    text = "checks: [{id: a, kind: pytest, expect: {no_regressions_since: phase-2, baseline_check: suite}}]"
    assert said(tmp_path, p1=text, p2="", p2_1="parent: phase-2", p2_1_1="parent: phase-2.1\n" + CHECK) == []
    of_three = text.replace("phase-2", "phase-3")
    round_and_round = said(tmp_path, p1=of_three, p2="parent: phase-2.1", p2_1="parent: phase-2", p2_1_1="", p3=CHECK)
    assert [line[:7] for line in round_and_round] == ["p2.yaml"]


def test_what_was_found_and_expected(tmp_path: Path) -> None:
    (tmp_path / "phases").mkdir()
    (tmp_path / "tracker.yaml").write_text("project: {name: T}\nmetrics: [{label: L, group: G, check: 'phase-1/x#n'}]\n")
    (tmp_path / "phases/p.yaml").write_text("id: phase-1\ntitle: T\ndepends_on: [x]\n" + CHECK)
    with pytest.raises(InvalidPlanError) as caught:
        load_plan(DiskFiles(str(tmp_path)), sections=())
    assert [(p.found, p.expected) for p in caught.value.problems] == [
        ("'x'", "a check of phase-1"), ("'x'", "a phase of this plan"),
    ]  # fmt: skip


def test_a_phase_or_a_prompt_file_a_second_time(tmp_path: Path) -> None:
    prompt = "prompt: {file: P.md}"
    assert said(tmp_path, p1=prompt, p2=prompt) == [
        "p1.yaml:3:16: two phases have the same prompt file", "p2.yaml:3:16: two phases have the same prompt file",
    ]  # fmt: skip
    (tmp_path / "phases/p3.yaml").write_text("title: T\nid: phase-1\n")
    assert said(tmp_path, p1="", p2="") == ["p3.yaml:2:5: the phase 'phase-1' a second time"]


def test_the_second_issue_with_an_id(tmp_path: Path) -> None:
    (tmp_path / "tracker.yaml").write_text("")
    twice = "documents: []\n"
    assert said(tmp_path, twice) == []
    issues = "project: {name: T}\nissues:\n- {id: a, title: A, severity: minor}\n- {id: a, title: B, severity: minor}\n"
    (tmp_path / "tracker.yaml").write_text(issues)
    with pytest.raises(InvalidPlanError) as caught:
        load_plan(DiskFiles(str(tmp_path)), sections=())
    assert caught.value.problems[0].lines() == [
        "tracker.yaml:4:8: the issue 'a' a second time", "  found     'a'", "  expected  each id once; the first is at line 3",
    ]  # fmt: skip


def test_only_what_is_certain_is_said_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    found = said(tmp_path, p1="depends_on: [phase-2]\nissues: [x]\nsteps: [{id: a, run: x, needs: [b]}]", p2="risk: [")
    assert [line.partition(";")[0] for line in found] == ["p1.yaml:5:33: there is no step 'b'", "p2.yaml:4:1: not valid YAML"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gaol: x\ndepends_on: [phase-3]", ["p1.yaml:3:1: unknown key 'gaol'", "p1.yaml:4:14: there is no phase 'phase-3'"]),
        ("estimate: soon\nissues: [quee]", ["p1.yaml:3:11: the value of estimate is not right",
                                            "p1.yaml:4:10: there is no issue 'quee'"]),
        ("checks: [{id: a, kind: qsl}, {id: b, kind: command, run: x, needs: [c]}]",
         ["p1.yaml:3:24: the value of checks[0].kind is not right", "p1.yaml:3:69: there is no check 'c'"]),
        ("checks: [{id: a, kind: qsl}, {id: a, kind: command, run: x, needs: [a]}]",
         ["p1.yaml:3:24: the value of checks[0].kind is not right", "p1.yaml:3:35: the check 'a' a second time",
          "p1.yaml:3:1: checks that wait for each other: a -> a"]),
        ("steps: [{id: a}, {id: b, run: x, needs: [a, c]}]",
         ["p1.yaml:3:9: the key 'run' is missing in steps[0]", "p1.yaml:3:45: there is no step 'c'"]),
    ],
)  # fmt: skip
def test_references_are_checked_in_a_file_that_has_other_problems_too(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert sorted(line.partition(";")[0] for line in said(tmp_path, p1=text, p2=CHECK)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "checks: [{id: a, kind: pytest, run: x, timeout: soon, expect: {passd: 1}}]",
        "checks: [{id: a, run: x}]",
        "chekcs: [{id: a, kind: command, run: x}]",
        "checks: [{idd: a, kind: command, run: x}]",
        "checks: {id: a}",
    ],
)
def test_what_is_wrong_with_a_check_does_not_make_references_to_it_wrong(tmp_path: Path, text: str) -> None:
    text += "\ndeliverables: [{text: D, done_when: [a]}]"
    other = "checks: [{id: a, kind: pytest, run: x, expect: {no_regressions_since: phase-1}}]"
    found = said(tmp_path, "metrics: [{label: L, group: G, check: 'phase-1/a[x]#n'}]", p1=text, p2=other)
    assert found
    assert not [line for line in found if "there is no" in line]


def test_what_is_wrong_with_the_issues_does_not_make_references_to_them_wrong(tmp_path: Path) -> None:
    for issues in ("issues: text", "isues: [{id: a}]", "issues: [{id: a, severity: bad}]", "issues: [{idd: a}]"):
        (tmp_path / "phases").mkdir(exist_ok=True)
        (tmp_path / "tracker.yaml").write_text(f"project: {{name: T}}\n{issues}\n")
        (tmp_path / "phases/1.yaml").write_text("id: phase-1\ntitle: T\nissues: [a]\n")
        with pytest.raises(InvalidPlanError) as caught:
            load_plan(DiskFiles(str(tmp_path)), sections=())
        assert {problem.file for problem in caught.value.problems} == {"tracker.yaml"}


KEYS = st.sampled_from(["id", "kind", "x", "expect"])
LEAVES = st.none() | st.sampled_from(["a", "", "id", "phase-1", "1", "x/../y"])
NODES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2), max_leaves=4)


@given(st.data())
def test_whatever_is_put_into_a_plan_it_is_complained_of_and_nothing_worse(data: st.DataObject) -> None:
    path, model = data.draw(st.sampled_from([(ROOT / "tracker.yaml", Settings), (ROOT / "phases/phase-4.1.yaml", Phase)]))
    tree = read_yaml(path.read_bytes(), path.name)
    for _ in range(data.draw(st.integers(1, 3))):
        here = tree.data
        while True:
            key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
            if not here[key] or not isinstance(here[key], dict | list) or data.draw(st.booleans()):
                break
            here = here[key]
        here[key] = data.draw(NODES)
    error = None
    try:
        read(model, tree.data)
    except ValidationError as found:
        error = found
    assert error is None or complaints(error, tree, model)
    assert error is None or isinstance(salvage(tree, model, error), model | None)


# -- orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["preflight", "checks"])
def test_checks_that_wait_for_each_other(tmp_path: Path, group: str) -> None:
    a, b, c = (f"{{id: {x}, kind: command, run: x, needs: [{y}]}}" for x, y in ("ab", "bc", "ca"))
    (found,) = said(tmp_path, p1=f"{group}: [{a}, {b}, {c}]")
    assert found.startswith(f"p1.yaml:3:1: {group} that wait for each other: ")
    (found,) = said(tmp_path, p1=f"{group}: [{{id: a, kind: command, run: x, needs: [a]}}]")
    assert found == f"p1.yaml:3:1: {group} that wait for each other: a -> a"


def test_steps_that_wait_for_each_other_by_what_they_say_or_by_where_they_stand(tmp_path: Path) -> None:
    by_words = "steps: [{id: a, run: x, needs: [b]}, {id: b, run: x, needs: [a]}]"
    by_place = "steps: [{id: a, run: x, needs: [b]}, {id: b, run: x}]"
    for text in (by_words, by_place):
        (found,) = said(tmp_path, p1=text)
        assert found.startswith("p1.yaml:3:1: steps that wait for each other: ")
    assert said(tmp_path, p1="steps: [{id: a, run: x, needs: [b]}, {id: b, run: x, needs: []}]") == []


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ({"p1": "depends_on: [phase-1]"}, "p1.yaml:3:13: phases that wait for each other: phase-1 -> phase-1"),
        ({"p1": "depends_on: [phase-2]", "p2": "depends_on: [phase-1]"}, "phases that wait for each other: phase-"),
        ({"p1": "", "p1_1": "parent: phase-1\ndepends_on: [phase-1]"},
         "p1_1.yaml:4:13: phases that wait for each other: phase-1"),
        ({"p1": "depends_on: [phase-2]", "p2": "", "p2_1": "parent: phase-2",
          "p2_1_1": "parent: phase-2.1\ndepends_on: [phase-1]"}, "phases that wait for each other: phase-"),
        ({"p1": "depends_on: [phase-2.1]", "p2": "depends_on: [phase-1.1]", "p1_1": "parent: phase-1",
          "p2_1": "parent: phase-2"},
         "phases that wait for each other: phase-"),
        ({"p1": "parent: phase-2", "p2": "parent: phase-1"}, "phases that contain each other: phase-"),
        ({"p1": "parent: phase-1"}, "p1.yaml:3:9: phases that contain each other: phase-1 -> phase-1"),
    ],
)  # fmt: skip
def test_phases_that_wait_for_or_contain_each_other(tmp_path: Path, phases: dict[str, str], expected: str) -> None:
    (found,) = said(tmp_path, **phases)
    assert expected in found


def test_a_cycle_is_reported_together_with_everything_else(tmp_path: Path) -> None:
    found = said(tmp_path, p1="depends_on: [phase-1]\nissues: [x]", p2="depends_on: [phase-9]\nparent: phase-8")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("checks: [{id: a, kind: command, run: x}]", "checks"),
        ("steps: [{id: a, run: x}]", "steps"),
        ("preflight: [{id: a, kind: command, run: x}]", "preflight"),
        ("skip: not needed", "skip"), ("claimed: {source: S}", "claimed"),
    ],
)  # fmt: skip
def test_a_phase_with_sub_phases_has_nothing_of_its_own(tmp_path: Path, text: str, group: str) -> None:
    assert said(tmp_path, p1=text, p1_1="parent: phase-1") == [
        f"p1.yaml:3:1: phase-1 has sub-phases and {group} of its own; move them into a sub-phase"
    ]


nodes = "abcde"
edges = st.dictionaries(st.sampled_from(nodes), st.lists(st.sampled_from(nodes), max_size=3))


@given(edges)
def test_a_cycle_is_found_exactly_when_there_is_no_order(waits: dict[str, list[str]]) -> None:
    cycle = find_cycle(waits)
    orders = any(
        all(order.index(need) < order.index(one) for one, needs in waits.items() for need in needs)
        for order in itertools.permutations(nodes)
    )
    assert bool(cycle) is not orders
    assert all(one in waits.get(after, ()) for one, after in itertools.pairwise(cycle))
    assert not cycle or cycle[0] == cycle[-1]
