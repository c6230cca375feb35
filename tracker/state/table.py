"""The one transition table: which status follows from which, and through what.

`tracker schema --states` and docs/states.md print this very table.
"""

from __future__ import annotations

from enum import StrEnum

from tracker.model.status import PhaseStatus

S = PhaseStatus


class Trigger(StrEnum):
    """What moves a phase. The first group are events of the journal, the second are facts that are looked up."""

    STARTED = "phase-started"
    COMPLETED = "phase-completed"
    FAILED = "phase-failed"
    PAUSED = "phase-paused"
    INTERRUPTED = "run-interrupted"

    LOST = "its run is gone"
    NEEDS_MET = "all that it depends on is done"
    NEED_BROKEN = "something it depends on is broken"
    CLAIMED = "the plan claims it"
    SKIPPED = "the plan skips it"
    CHANGED = "a definition or input changed"
    DAMAGED = "a journal line about it is damaged"


T = Trigger

TRANSITIONS: dict[tuple[PhaseStatus, Trigger], PhaseStatus] = {
    (S.PENDING, T.NEEDS_MET): S.READY,
    (S.PENDING, T.NEED_BROKEN): S.BLOCKED,
    (S.PENDING, T.CLAIMED): S.COMPLETE,
    (S.PENDING, T.SKIPPED): S.SKIPPED,
    (S.PENDING, T.STARTED): S.RUNNING,
    (S.RUNNING, T.COMPLETED): S.COMPLETE,
    (S.RUNNING, T.FAILED): S.FAILED,
    (S.RUNNING, T.PAUSED): S.AWAITING_APPROVAL,
    (S.RUNNING, T.INTERRUPTED): S.INTERRUPTED,
    (S.RUNNING, T.LOST): S.INTERRUPTED,
    (S.RUNNING, T.STARTED): S.RUNNING,
    (S.COMPLETE, T.STARTED): S.RUNNING,
    (S.COMPLETE, T.CHANGED): S.STALE,
    (S.COMPLETE, T.FAILED): S.REGRESSED,
    (S.FAILED, T.STARTED): S.RUNNING,
    (S.REGRESSED, T.STARTED): S.RUNNING,
    (S.INTERRUPTED, T.STARTED): S.RUNNING,
    (S.AWAITING_APPROVAL, T.STARTED): S.RUNNING,
}
"""A pair that is not listed is impossible. A damaged line leads to `unknown` from every status."""


def follow(status: PhaseStatus, trigger: Trigger) -> PhaseStatus | None:
    """The status that follows; None when the transition is impossible."""
    if trigger is T.DAMAGED:
        return S.UNKNOWN
    return TRANSITIONS.get((status, trigger))


def rows() -> list[tuple[str, str, str]]:
    """The table for people: from, through, to."""
    listed = [(str(a), str(t), str(b)) for (a, t), b in TRANSITIONS.items()]
    return [*listed, ("any", str(T.DAMAGED), str(S.UNKNOWN))]
