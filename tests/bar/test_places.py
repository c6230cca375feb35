"""Where in the plan a change is."""

from __future__ import annotations

from tracker.bar.change import Change, Direction
from tracker.bar.places import placed

TEXTS = {
    "tracker.yaml": "project: {name: T}\nissues:\n  - {id: odd, title: Odd}\n",
    "phases/1.yaml": "id: phase-1\ntitle: One\nchecks:\n  - {id: suite-old, kind: pytest}\n  - {id: suite, kind: pytest}\n",
    "phases/2.yaml": "id: phase-2\ntitle: Two\nchecks:\n  - id: suite\n    kind: pytest\n",
}


def place(where: str, phase: str = "phase-1") -> str:
    return placed(Change(where, Direction.LOWERED, "x"), phase, TEXTS).place


def test_a_check_is_found_in_the_file_of_its_phase() -> None:
    assert place("check suite") == "phases/1.yaml:5"
    assert place("check suite", "phase-2") == "phases/2.yaml:4"


def test_what_is_gone_is_at_its_phase_and_an_issue_where_it_is_declared() -> None:
    assert place("check gone") == "phases/1.yaml:1"
    assert place("phase") == "phases/1.yaml:1"
    assert place("") == ""
    assert place("issue odd") == "tracker.yaml:3"


def test_a_place_that_is_known_stays() -> None:
    known = Change("tests/test_a.py", Direction.LOWERED, "x", "tests/test_a.py:7")
    assert placed(known, "phase-1", TEXTS) == known
