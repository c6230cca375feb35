"""The closed vocabularies: what a phase can be, what a check can yield, and on whose word."""

from __future__ import annotations

from enum import StrEnum


class PhaseStatus(StrEnum):
    """What a phase is right now. Derived from plan and journal, never stored."""

    PENDING = "pending"
    """Waits for phases that are not complete yet."""
    READY = "ready"
    """Everything it depends on is complete."""
    RUNNING = "running"
    PROVED = "proved"
    """Every check has passed, and no commit holds the content that they looked at yet."""
    COMPLETE = "complete"
    FAILED = "failed"
    BLOCKED = "blocked"
    """Something it depends on failed, regressed or was interrupted."""
    INTERRUPTED = "interrupted"
    """A run started and never finished: neither a pass nor a failure."""
    AWAITING_APPROVAL = "awaiting-approval"
    SKIPPED = "skipped"
    """The plan says, with a reason, that it is not to be done."""
    REGRESSED = "regressed"
    """Complete once, and not any more: a later result contradicts it, or its work was taken back."""
    UNKNOWN = "unknown"
    """A damaged journal line concerns it; its state cannot be told."""


DONE = frozenset({PhaseStatus.COMPLETE, PhaseStatus.SKIPPED})
"""Statuses that let dependent phases start."""

BROKEN = frozenset(
    {
        PhaseStatus.FAILED,
        PhaseStatus.REGRESSED,
        PhaseStatus.INTERRUPTED,
        PhaseStatus.BLOCKED,
        PhaseStatus.UNKNOWN,
    }
)
"""Statuses that turn a waiting dependent from pending into blocked."""


class Outcome(StrEnum):
    """What one execution of a step or check yielded."""

    PASSED = "passed"
    FAILED = "failed"
    """The expectation was not met."""
    ERROR = "error"
    """It could not be found out: the command did not start, timed out, or its report is unreadable."""
    SKIPPED = "skipped"
    """It was not run, because something that it needs did not pass."""
    UNKNOWN = "unknown"
    """No result is known, for example an approval that nobody has given."""


class Basis(StrEnum):
    """On whose word a phase is complete."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    """Checks proved it."""
    APPROVED = "approved"
    """A person said so; nothing else is asked."""
    VERIFIED_AND_APPROVED = "verified and approved"


PROVEN = frozenset({Basis.VERIFIED, Basis.APPROVED, Basis.VERIFIED_AND_APPROVED})
"""What only recorded results can give."""


class Footing(StrEnum):
    """What makes a completion weaker than its basis says: what it stands on, or what is asked by now. Weakest first."""

    EARLIER = "by earlier criteria"
    """The plan asks for something else by now than what was proved: a check was added, or means something else."""
    CLAIM = "on a claim"
    SKIP = "on a skip"
    CHANGED = "on changed ground"
    """What it stands on was changed since by something that no phase accounts for."""
    UNSEEN = "at a commit that cannot be known here"
    """The clone is shallow, and its history ends before that commit."""


class Currency(StrEnum):
    """Whether what a seal proved still holds. It stands beside the status of a phase that was completed, never in its place."""

    CURRENT = "current"
    CHANGED = "changed"
    """Something that its checks look at is not as it was: nobody knows yet whether they would pass."""
    UNDONE = "undone"
    """Its files are again as they were before it."""
    BROKEN = "broken"
    """A later result contradicts it."""
