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
    """The commit's id, or its first digits.

    Example: 84373e8
    """
    subject: str = ""
    """The first line of its message.

    Example: "feat: the new schema"
    """


class ClaimedResult(Strict):
    """One line of a claimed result."""

    text: Text
    """The result, in the words of its author.

    Example: 652 of 766 tests pass
    """
    mark: Literal["ok", "warn", "bad", "info"] = "ok"
    """How good it is, for documents.

    Example: warn
    """


class ClaimedTests(Strict):
    """Totals of a test run that was reported."""

    title: str = ""
    """What its author called it.

    Example: Full suite (SQLite)
    """
    variant: dict[str, str] = field(default_factory=dict)
    """The variant that it was reported of.

    Example: {database: sqlite}
    """
    passed: Annotated[int, Limit(ge=0)]
    """How many tests passed.

    Example: 652
    """
    failed: Annotated[int, Limit(ge=0)] | None = None
    """How many failed.

    Example: 0
    """
    errors: Annotated[int, Limit(ge=0)] | None = None
    """How many broke down.

    Example: 100
    """
    skipped: Annotated[int, Limit(ge=0)] | None = None
    """How many were skipped.

    Example: 14
    """
    total: Annotated[int, Limit(ge=0)]
    """How many there were. The parts must add up to it.

    Example: 766
    """

    def __post_init__(self) -> None:
        """Parts that are more than the whole, or all of them and still less, cannot be what a test run said."""
        parts = (self.passed, self.failed, self.errors, self.skipped)
        known = sum(part for part in parts if part is not None)
        if known > self.total or (None not in parts and known != self.total):
            raise ValueError(f"the parts add up to {known}, expected the total of {self.total}")


class Claim(Strict):
    """A phase's completion that is only claimed, with where the word comes from."""

    source: Text
    """Where the report comes from.

    Example: TRACKER.md of 2025-11-27
    """
    date: str = ""
    """When the source was written, ISO 8601; empty when it does not say.

    Example: "2025-11-27"
    """
    commits: tuple[ClaimedCommit, ...] = ()
    """The commits that were reported.

    Example: [{commit: 84373e8}]
    """
    duration: Hours | None = None
    """How long the work took, as reported.

    Example: 2 hours
    """
    duration_note: str = ""
    """A remark on the duration.

    Example: over two evenings
    """
    deliverables: tuple[Text, ...] = ()
    """What was reported as delivered.

    Example: [The schema]
    """
    files: tuple[FileEntry, ...] = ()
    """The files that were reported as changed.

    Example: [{path: schema.sql, note: Full schema}]
    """
    results: tuple[ClaimedResult, ...] = ()
    """The reported results, a line each.

    Example: [{text: 652 of 766 tests pass, mark: warn}]
    """
    checklist: tuple[Text, ...] = ()
    """What was ticked off besides the results.

    Example: [The server starts]
    """
    highlights: tuple[Text, ...] = ()
    """What its author put into the short version of where the work stands.

    Example: [26 tables created]
    """
    tests: tuple[ClaimedTests, ...] = ()
    """Reported totals of test runs.

    Example: [{passed: 652, total: 766}]
    """
    notes: tuple[Text, ...] = ()
    """Remarks of the author.

    Example: [The port had to be changed]
    """


class ClaimedIssue(Strict):
    """What was reported about an issue before there was evidence."""

    source: Text
    """Where the report comes from.

    Example: TRACKER.md of 2025-11-27
    """
    affected: str
    """What it affected, as reported.

    Example: 40+ failures
    """


class ClaimedBenchmark(Strict):
    """One row of a benchmark table that was reported: seconds per operation kind."""

    operation: Text
    """What was measured.

    Example: INSERT
    """
    seconds: dict[str, Annotated[float, Limit(gt=0)]]
    """Seconds for each variant.

    Example: {sqlite: 0.110, postgresql: 0.106}
    """
    rate: dict[str, Annotated[float, Limit(gt=0)]] = field(default_factory=dict)
    """Operations per second for each variant, as reported.

    Example: {sqlite: 906.9, postgresql: 942.3}
    """
