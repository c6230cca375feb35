"""What people reported before there was evidence: shown as their word, with its source, and never taken for a proof."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from tracker.checking.rules import Commit, Limit, Text
from tracker.checking.strict import Strict
from tracker.spec.values import FileEntry, Hours


class ClaimedCommit(Strict):
    """A commit as somebody reported it."""

    commit: Commit
    subject: str = ""


class ClaimedResult(Strict):
    """One line of a claimed result."""

    text: Text
    mark: Literal["ok", "warn", "bad", "info"] = "ok"


class ClaimedTests(Strict):
    """Totals of a test run that somebody reported."""

    title: str = ""
    """How its author called it, for example `Full pytest suite (SQLite)`."""
    variant: dict[str, str] = field(default_factory=dict)
    passed: Annotated[int, Limit(ge=0)]
    failed: Annotated[int, Limit(ge=0)] | None = None
    errors: Annotated[int, Limit(ge=0)] | None = None
    skipped: Annotated[int, Limit(ge=0)] | None = None
    total: Annotated[int, Limit(ge=0)]

    def __post_init__(self) -> None:
        """Parts that are more than the whole, or all of them and still less, cannot be what a test run said."""
        parts = (self.passed, self.failed, self.errors, self.skipped)
        known = sum(part for part in parts if part is not None)
        if known > self.total or (None not in parts and known != self.total):
            raise ValueError(f"the parts add up to {known}, expected the total of {self.total}")


class Claim(Strict):
    """A phase's completion by somebody's word, with where the word comes from."""

    source: Text
    date: str = ""
    """When the source was written, ISO 8601; empty when it does not say."""
    commits: tuple[ClaimedCommit, ...] = ()
    duration: Hours | None = None
    duration_note: str = ""
    deliverables: tuple[Text, ...] = ()
    files: tuple[FileEntry, ...] = ()
    results: tuple[ClaimedResult, ...] = ()
    checklist: tuple[Text, ...] = ()
    """What was ticked off beside the results."""
    highlights: tuple[Text, ...] = ()
    """What its author put into the short version of where the work stands."""
    tests: tuple[ClaimedTests, ...] = ()
    notes: tuple[Text, ...] = ()
    """Configuration fixes and the like."""


class ClaimedIssue(Strict):
    """What somebody reported about an issue before there was evidence."""

    source: Text
    affected: str
    """For example `40+ failures`."""


class ClaimedBenchmark(Strict):
    """One row of a benchmark table that somebody reported: seconds per operation kind."""

    operation: Text
    seconds: dict[str, Annotated[float, Limit(gt=0)]]
    """Variant label (`sqlite`) to seconds."""
    rate: dict[str, Annotated[float, Limit(gt=0)]] = field(default_factory=dict)
    """Operations per second, as reported."""
