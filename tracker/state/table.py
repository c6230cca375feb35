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
    RELAPSED = "phase-failed, and it was complete before"
    PAUSED = "phase-paused"
    PROVED = "phase-proved"
    REOPENED = "phase-reopened"
    INTERRUPTED = "run-interrupted"

    LOST = "its run is gone"
    NEEDS_MET = "all that it depends on is done"
    NEEDS_OPEN = "something it depends on is not done"
    NEED_BROKEN = "something it depends on is broken"
    CLAIMED = "the plan claims it"
    UNPROVED = "no result of a check stands behind it"
    CONTRADICTED = "a check did not pass for what is there now"
    UNDONE = "its files are again as before it"
    RESTORED = "every check passed for what is there now"
    SKIPPED = "the plan skips it"
    DAMAGED = "a journal line about it is damaged"
    UNFOUNDED = "what its completion rests on is not there"
    DISPUTED = "results of two branches contradict each other"


T = Trigger
ANY = None
"""From every status."""

TRANSITIONS: dict[tuple[PhaseStatus | None, Trigger], PhaseStatus] = {
    (S.PENDING, T.NEEDS_MET): S.READY,
    (S.PENDING, T.NEEDS_OPEN): S.PENDING,
    (S.PENDING, T.NEED_BROKEN): S.BLOCKED,
    (S.PENDING, T.CLAIMED): S.COMPLETE,
    (S.PENDING, T.STARTED): S.RUNNING,
    (S.RUNNING, T.COMPLETED): S.COMPLETE,
    (S.RUNNING, T.FAILED): S.FAILED,
    (S.RUNNING, T.RELAPSED): S.REGRESSED,
    (S.RUNNING, T.PAUSED): S.AWAITING_APPROVAL,
    (S.RUNNING, T.PROVED): S.PROVED,
    (S.RUNNING, T.INTERRUPTED): S.INTERRUPTED,
    (S.RUNNING, T.LOST): S.INTERRUPTED,
    (S.RUNNING, T.STARTED): S.RUNNING,
    (S.COMPLETE, T.STARTED): S.RUNNING,
    (S.COMPLETE, T.CONTRADICTED): S.REGRESSED,
    (S.COMPLETE, T.UNFOUNDED): S.UNKNOWN,
    (S.COMPLETE, T.UNDONE): S.REGRESSED,
    (S.COMPLETE, T.UNPROVED): S.PENDING,
    (S.FAILED, T.CLAIMED): S.REGRESSED,
    (S.FAILED, T.STARTED): S.RUNNING,
    (S.REGRESSED, T.STARTED): S.RUNNING,
    (S.REGRESSED, T.RESTORED): S.COMPLETE,
    (S.INTERRUPTED, T.STARTED): S.RUNNING,
    (S.AWAITING_APPROVAL, T.STARTED): S.RUNNING,
    (S.PROVED, T.STARTED): S.RUNNING,
    (ANY, T.REOPENED): S.PENDING,
    (ANY, T.SKIPPED): S.SKIPPED,
    (ANY, T.DAMAGED): S.UNKNOWN,
    (ANY, T.DISPUTED): S.UNKNOWN,
}
"""A pair that is not listed is impossible. `fold` follows the events and `derive` the facts; neither knows another way."""


def follow(status: PhaseStatus, trigger: Trigger) -> PhaseStatus | None:
    """The status that follows; None when the transition is impossible."""
    return TRANSITIONS.get((status, trigger)) or TRANSITIONS.get((ANY, trigger))


def rows() -> list[tuple[str, str, str]]:
    """The table for people: from, through, to."""
    return [(str(a or "any"), str(t), str(b)) for (a, t), b in TRANSITIONS.items()]
