"""The parts that fields of the plan are made of."""

from __future__ import annotations

import pytest

from tracker.spec.values import PHASE_ID


@pytest.mark.parametrize("good", ["phase-4", "phase-4.10", "phase-4.1.2", "cutover", "go-live", "wave-2-b", "p2"])
def test_ids_of_a_phase(good: str) -> None:
    assert PHASE_ID.fullmatch(good)


@pytest.mark.parametrize(
    "bad", ["", "4", "Phase-4", "phase 4", "phase-", "phase--4", "phase-4.", "phase-4.a", "-4", "../x", "phase-4\n", "phase-٤"]
)
def test_no_ids_of_a_phase(bad: str) -> None:
    assert not PHASE_ID.fullmatch(bad)
