"""The one table of statuses: closed, complete, and the one that the documentation prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.model.status import PhaseStatus
from tracker.state.table import TRANSITIONS, Trigger, follow, rows

S, T = PhaseStatus, Trigger
DOCS = Path(__file__).resolve().parents[2] / "docs/states.md"


def test_every_status_can_be_reached_and_every_trigger_does_something() -> None:
    reached = {S.PENDING}
    while more := {b for (a, _), b in TRANSITIONS.items() if a in reached} - reached:
        reached |= more
    assert reached == set(S) - {S.UNKNOWN}
    assert {trigger for _, trigger in TRANSITIONS} == set(T) - {T.DAMAGED}


def test_a_damaged_line_leads_to_unknown_from_everywhere() -> None:
    assert {follow(status, T.DAMAGED) for status in S} == {S.UNKNOWN}


def test_a_pair_that_is_not_listed_is_impossible() -> None:
    for status in S:
        for trigger in set(T) - {T.DAMAGED}:
            assert follow(status, trigger) == TRANSITIONS.get((status, trigger))
    assert follow(S.PENDING, T.COMPLETED) is None


def test_only_a_run_completes_and_only_what_was_complete_regresses_or_becomes_stale() -> None:
    assert {a for (a, t), b in TRANSITIONS.items() if b is S.COMPLETE and t is not T.CLAIMED} == {S.RUNNING}
    assert {a for (a, _), b in TRANSITIONS.items() if b in (S.STALE, S.REGRESSED)} == {S.COMPLETE}
    assert {t for (_, t), b in TRANSITIONS.items() if b is S.RUNNING} == {T.STARTED}


@pytest.mark.parametrize(
    "status", [S.FAILED, S.REGRESSED, S.INTERRUPTED, S.AWAITING_APPROVAL, S.COMPLETE, S.PENDING, S.RUNNING]
)
def test_whatever_happened_a_phase_can_be_started_again(status: PhaseStatus) -> None:
    assert follow(status, T.STARTED) is S.RUNNING


def test_the_documentation_prints_this_table() -> None:
    printed = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in DOCS.read_text().splitlines() if line[:1] == "|"
    ]
    assert printed[0] == ("from", "through", "to")
    assert printed[2:] == rows()
