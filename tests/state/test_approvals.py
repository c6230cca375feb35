"""What an approval is worth, by what was approved and what is there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.builders import check, completed, phase
from tests.events import recorded
from tracker.journal.events import ApprovalGiven
from tracker.model.status import Basis
from tracker.state.approvals import criteria_of, lapse, made_since
from tracker.state.derive import proof
from tracker.state.fold import fold

ASK = {"id": "agreed", "kind": "approval", "ask": "Well?"}
ONE = phase("1", checks=["ok", ASK])
GIVEN = ApprovalGiven("phase-1", "agreed", "d", "Ann", "", "c" * 40, {}, criteria=criteria_of(ONE))
WAS = {"a.txt": "1", "b.txt": "2"}


@pytest.mark.parametrize(
    ("now", "own", "why"),
    [
        (WAS, (), ""),
        ({**WAS, "a.txt": "3"}, (), "a.txt changed since"),
        ({"a.txt": "1"}, (), "b.txt changed since"),
        ({**WAS, "c.txt": "3"}, (), "c.txt changed since"),
        ({**WAS, "c.txt": "3"}, {"c.txt"}, ""),
        ({**WAS, "c.txt": "3", "a.txt": "2"}, {"c.txt"}, "a.txt changed since"),
        ({"e": "1", "f": "1", "g": "1"}, (), "a.txt, b.txt, e and 2 more changed since"),
    ],
)
def test_it_lapses_with_its_inputs(now: Mapping[str, str], own: set[str], why: str) -> None:
    assert lapse(GIVEN, criteria=GIVEN.criteria, recorded=WAS, current=now, own=own) == why


def test_it_lapses_with_the_criteria_and_where_nothing_is_known_of_what_was_approved() -> None:
    assert lapse(GIVEN, criteria="other", recorded=WAS, current=WAS) == "the phase's steps or checks changed since"
    assert "is missing" in lapse(GIVEN, criteria=GIVEN.criteria, recorded=None, current=WAS)
    assert "does not say" in lapse(GIVEN._replace(criteria=""), criteria="", recorded=WAS, current=WAS)


def test_whatever_a_phase_is_judged_by_is_in_its_criteria() -> None:
    others = [
        phase("2", checks=["ok", ASK]),
        phase("1", checks=["ok"]),
        phase("1", checks=[check("ok", run="false"), ASK]),
        phase("1", checks=["ok", {**ASK, "ask": "Really?"}]),
        phase("1", checks=["ok", ASK], steps=[{"id": "make", "run": "make"}]),
        phase("1", checks=["ok", ASK], preflight=[check("clean")]),
        phase("1", checks=["ok", ASK], gate=[{**ASK, "id": "begin"}]),
    ]
    assert len({criteria_of(other) for other in [ONE, *others]}) == len(others) + 1
    assert criteria_of(phase("1", checks=["ok", ASK], title="Other")) == criteria_of(ONE)


def test_on_whose_word() -> None:
    assert proof(ONE) is Basis.VERIFIED_AND_APPROVED
    assert proof(phase("1", checks=[ASK])) is Basis.APPROVED
    assert proof(phase("1")) is Basis.VERIFIED
    assert proof(phase("1", gate=[{**ASK, "id": "begin"}])) is Basis.VERIFIED


def test_what_the_phase_s_own_steps_changed() -> None:
    made = phase("1", steps=[{"id": "make", "run": "make"}])
    events = completed(made)
    events[2] = events[2]._replace(changed={"sub/a.txt": "1", "b.txt": "2"})  # type: ignore[union-attr, call-arg]
    record = fold(recorded(events)).phase("phase-1")
    assert made_since(record, "sub/") == {"a.txt"}
    assert made_since(record, "") == {"sub/a.txt", "b.txt"}
