"""A result speaks of what is there for as long as its definition and its inputs are the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import phase, result
from tracker.journal import events as e
from tracker.state import CheckRecord, Freshness, judge_freshness

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
