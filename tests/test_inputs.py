"""What a result depends on is looked up once, and kept so that it can be compared later."""

from __future__ import annotations

import pytest

from tests.builders import check, phase, plan, result, situation
from tests.fakes import MemoryEvidence, MemoryFiles, World
from tracker.inputs import INLINE_LIMIT, Inputs, look_at, pack, unpack
from tracker.spec.phases import Phase


def looking(world: World, *rendered: str) -> Inputs:
    return Inputs(MemoryFiles(world), lambda: tuple(sorted(world.files)), rendered=frozenset(rendered))


def with_inputs(*patterns: str) -> Phase:
    return phase("1", checks=(check("ok", inputs=list(patterns)),))


def test_inputs_are_looked_up_once_until_they_are_forgotten() -> None:
    world = World(files={"a.py": "1", "b.txt": "1"})
    inputs, (of,) = looking(world), with_inputs("*.py").checks
    assert inputs.of(of) == {"a.py": "1"}
    world.files["a.py"] = "2"
    assert inputs.of(of) == {"a.py": "1"}
    inputs.forget()
    assert inputs.of(of) == {"a.py": "2"}


def test_a_document_of_the_tracker_is_an_input_only_by_its_own_name() -> None:
    inputs = looking(World(files={"TRACKER.md": "1", "a.md": "1"}), "TRACKER.md")
    assert inputs.of(with_inputs("*.md").checks[0]) == {"a.md": "1"}
    assert inputs.of(with_inputs("*.md", "TRACKER.md").checks[0]) == {"TRACKER.md": "1", "a.md": "1"}


@pytest.mark.parametrize("count", [0, 1, INLINE_LIMIT, INLINE_LIMIT + 1])
def test_a_list_of_any_length_comes_back_as_it_was(count: int) -> None:
    evidence, inputs = MemoryEvidence(), {f"{n}.py": str(n) for n in range(count)}
    packed = pack(inputs, evidence)
    assert len(packed) <= INLINE_LIMIT
    assert len(evidence.values) == int(count > INLINE_LIMIT)
    assert unpack(packed, evidence) == inputs


@pytest.mark.parametrize("value", [None, "text", {"kind": "inputs"}, {"kind": "inputs", "files": ["a.py"]}])
def test_a_list_that_is_lost_or_damaged_is_not_an_empty_one(value: object) -> None:
    evidence = MemoryEvidence()
    digest = "0" * 64 if value is None else evidence.put(value)
    assert unpack({"": digest}, evidence) is None


def test_only_a_recorded_result_has_a_freshness() -> None:
    of, other = with_inputs("*.py"), phase("2")
    state = situation(plan(of, other), result(of, "ok", inputs={"a.py": "1"})).state
    world = World(files={"a.py": "1"})
    answers = look_at((of, other), state, looking(world), MemoryEvidence()).freshness
    assert {key: answer.fresh for key, answer in answers.items()} == {next(iter(state.phases[of.id].checks)): True}
    world.files["a.py"] = "2"
    answers = look_at((of, other), state, looking(world), MemoryEvidence()).freshness
    assert [answer.changed for answer in answers.values()] == [("a.py",)]
