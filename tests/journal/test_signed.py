"""The text under a signature: of one event alone, whatever its values are."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.journal.events import ApprovalGiven, CriteriaApproved
from tracker.journal.signed import signed_text

GIVEN = ApprovalGiven("phase-1", "agreed", "d" * 64, "Ann <a@x>", "fine", "c" * 40, {"a": "1", "b": "2"}, criteria="e" * 64)
AGREED = CriteriaApproved("phase-1", "e" * 64, "Ann <a@x>", "enough", ("check a: removed",))


def test_it_never_changes() -> None:
    assert signed_text("demo", GIVEN) == (
        'tracker approval 1\nproject: "demo"\nphase: "phase-1"\ncheck: "agreed"\n'
        f'definition: "{"d" * 64}"\ncriteria: "{"e" * 64}"\ninputs: {{"a":"1","b":"2"}}\n'
        f'commit: "{"c" * 40}"\nby: "Ann <a@x>"\nnote: "fine"\n'
    )
    assert signed_text("demo", AGREED) == (
        f'tracker criteria 1\nproject: "demo"\nphase: "phase-1"\ncriteria: "{"e" * 64}"\n'
        'lowered: ["check a: removed"]\nby: "Ann <a@x>"\nwhy: "enough"\n'
    )


@pytest.mark.parametrize("event", [GIVEN, AGREED])
def test_every_field_but_the_signature_is_in_it(event: Any) -> None:
    text = signed_text("demo", event)
    assert signed_text("Demo", event) != text
    for name, value in event._asdict().items():
        other = {"x": "y"} if isinstance(value, dict) else ("x",) if isinstance(value, tuple) else "x"
        changed = signed_text("demo", event._replace(**{name: other}))
        assert (changed == text) is (name == "signature"), name


def test_no_value_can_look_like_another_line() -> None:
    sly = GIVEN._replace(note='fine"\nby: "Boss <boss@x>', by="Ann <a@x>")
    assert len(signed_text("demo", sly).splitlines()) == len(signed_text("demo", GIVEN).splitlines())
    order = GIVEN._replace(inputs={"b": "2", "a": "1"})
    assert signed_text("demo", order) == signed_text("demo", GIVEN)
