"""A result speaks of what is there for as long as its definition and its inputs are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import phase, result
from tracker.journal import events as e
from tracker.state import CheckRecord, Freshness, judge_freshness
from tracker.state.records import TELLING

(FINISHED,) = result(phase("1"), "ok")
assert isinstance(FINISHED, e.CheckFinished)
RECORD = CheckRecord(FINISHED, "", "")
inputs = st.dictionaries(st.sampled_from(["a.py", "b/c.py", "b/d.py", "e"]), st.sampled_from(["1", "2"]))


@given(inputs, inputs)
def test_every_input_that_changed_appeared_or_went_is_named(recorded: dict[str, str], current: dict[str, str]) -> None:
    answer = judge_freshness(RECORD, definition=RECORD.event.definition, recorded=recorded, current=current)
    changed = {path for path, _ in set(recorded.items()) ^ set(current.items())}
    assert answer.fresh is not bool(changed)
    assert answer.changed == tuple(sorted(changed))
    assert bool(answer.why) is bool(changed)


def test_why_names_the_first_and_counts_the_others() -> None:
    def why(recorded: dict[str, str], current: dict[str, str]) -> str:
        return judge_freshness(RECORD, definition=RECORD.event.definition, recorded=recorded, current=current).why

    assert why({"deep/b.py": "1"}, {"deep/b.py": "2"}) == "b.py changed"
    assert why({"b.py": "1", "c.py": "1"}, {"c.py": "2"}) == "b.py and 1 more changed"
    assert why({}, {"a": "1", "b": "1", "c": "1"}) == "a and 2 more changed"


def test_another_definition_is_not_fresh_whatever_the_inputs_are() -> None:
    answer = judge_freshness(RECORD, definition="other", recorded={}, current={})
    assert answer == Freshness(fresh=False, why="its definition changed", redefined=True)


def test_without_the_list_of_its_inputs_nothing_can_be_said_for_a_result() -> None:
    answer = judge_freshness(RECORD, definition=RECORD.event.definition, recorded=None, current={})
    assert answer == Freshness(fresh=False, why="the recorded list of its inputs is missing")


# -- what a check is run with -----------------------------------------------------------------------------------------

PYTHON = "/usr/bin/python3 sha256:0123456789abcdef"
NEW = CheckRecord(FINISHED._replace(programs={"python3": PYTHON}, variables={"DB": "1", "HOME": "/a"}), "", "")


def judged(
    record: CheckRecord = NEW,
    recorded: dict[str, str] | None = None,
    current: dict[str, str] | None = None,
    **more: Any,
) -> Freshness:
    same = {"programs": dict(record.event.programs), "variables": dict(record.event.variables)}
    return judge_freshness(
        record, definition=record.event.definition, recorded=recorded or {}, current=current or {}, **{**same, **more}
    )


def test_the_same_programs_and_variables_are_fresh_without_a_doubt() -> None:
    assert judged() == Freshness(fresh=True)
    assert (judged().redefined, judged().lost, judged().changed) == (False, False, ())


@pytest.mark.parametrize("what", ["programs", "variables"])
def test_what_is_not_asked_is_not_compared(what: str) -> None:
    other = {"programs": {"python3": "other"}, "variables": {"DB": "2"}, what: None}
    assert judged(**other) == Freshness(fresh=True)


def test_a_result_from_before_programs_were_recorded_is_not_compared_by_them() -> None:
    assert judged(RECORD, programs={"python3": "x"}, variables={"DB": "2"}) == Freshness(fresh=True)


@pytest.mark.parametrize(
    ("variables", "name", "said"),
    [
        ({"DB": "2", "HOME": "/a"}, "DB", "has changed"),
        ({"DB": "1", "HOME": "/a", "NEW": "x"}, "NEW", "is set, and was not"),
        ({"DB": "1", "HOME": "/b", "A": "x"}, "A", "is set, and was not"),
    ],
)
def test_another_value_of_a_variable_is_named(variables: dict[str, str], name: str, said: str) -> None:
    assert judged(variables=variables) == Freshness(fresh=False, why=f"the variable {name} {said}", changed=(f"env:{name}",))


def test_a_variable_that_is_not_set_here_is_a_doubt_and_one_that_tells_is_a_change() -> None:
    assert judged(variables={"HOME": "/a"}) == Freshness(fresh=True, unsure="the variable DB is not set here")
    telling = min(TELLING)
    was = CheckRecord(NEW.event._replace(variables={telling: "1"}), "", "")
    answer = judged(was, variables={})
    assert answer == Freshness(fresh=False, why=f"the variable {telling} is not set, and was", changed=(f"env:{telling}",))


@pytest.mark.parametrize(
    ("programs", "said"),
    [({}, "not found here"), ({"python3": ""}, "not found here"), ({"python3": PYTHON + "0"}, "another program")],
)
def test_another_program_is_a_doubt_that_says_which_it_was(programs: dict[str, str], said: str) -> None:
    was = "it was /usr/bin/python3 (sha256:0123456789ab…)"
    assert judged(programs=programs) == Freshness(fresh=True, unsure=f"python3 is {said}; {was}")


def test_all_doubts_are_told() -> None:
    answer = judged(programs={}, variables={})
    assert answer.unsure.split("; ")[:2] == ["the variable DB is not set here", "the variable HOME is not set here"]
    assert "python3 is not found here" in answer.unsure


@pytest.mark.parametrize("kind", ["named", "imported"])
def test_a_result_from_before_undeclared_inputs_were_recorded_does_without_them(kind: str) -> None:
    assert judged(RECORD, {"a": "1"}, {"a": "1", "b": "1"}, kinds={"b": kind}).fresh
    assert not judged(RECORD, {"a": "1"}, {"a": "1", "b": "1"}).fresh
    assert not judged(RECORD, {"a": "1", "b": "2"}, {"a": "1", "b": "1"}, kinds={"b": kind}).fresh


def test_what_a_command_only_names_may_be_left_out_and_what_it_imports_may_not() -> None:
    def of(kind: str) -> Freshness:
        return judged(NEW, {"a": "1"}, {"a": "1", "b": "1"}, kinds={"b": kind})

    assert of("named").fresh
    assert of("imported").changed == ("b",)
