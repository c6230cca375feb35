"""What a plan knows before anything is run: issues, benchmarks, metrics and files to know."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from tracker.checking.rules import Many, OneOrMany, Slug, Text
from tracker.checking.strict import Strict
from tracker.spec.claims import ClaimedBenchmark, ClaimedIssue
from tracker.spec.values import Hours, Pattern

if TYPE_CHECKING:
    from tracker.evidence.matching import IssueMatch


class Match(Strict):
    """How an issue recognises its failures in test results. Every part that is given must hold."""

    message: Annotated[tuple[Pattern, ...], Many] = ()
    """Regular expressions; any of them must be found in `ExceptionType: message`.

    Example: ["no such column: queue_position"]
    """
    tests: OneOrMany = ()
    """Globs over test ids `classname::name`.

    Example: ["tests.test_mail::*"]
    """
    stage: OneOrMany = ()
    """Where the test failed: `setup`, `call`, `teardown` or `collection`.

    Example: [setup]
    """
    signature: OneOrMany = ()
    """Signatures as `tracker triage` prints them; `<value>` stands for any value.

    Example: "KeyError: <value>"
    """

    def compiled(self) -> IssueMatch:
        """Ready to be applied."""
        from tracker.evidence.matching import IssueMatch

        return IssueMatch(tuple(re.compile(p) for p in self.message), self.tests, self.stage, self.signature)


class Issue(Strict):
    """A known problem."""

    id: Slug
    """The id that checks and phases name it by.

    Example: missing-queue-position
    """
    title: Text
    """What is wrong, in a few words.

    Example: Missing `queue_position` column
    """
    severity: Literal["critical", "important", "minor", "pre-existing"]
    """How bad it is. Documents list issues by it.

    Example: critical
    """
    error: str = ""
    """The error message as it is seen.

    Example: "no such column: queue_position"
    """
    location: str = ""
    """Where it happens.

    Example: "`phase_queue` table"
    """
    files: tuple[Text, ...] = ()
    """Files that it has to do with.

    Example: [migration/schema.sql]
    """
    cause: str = ""
    """Why it happens.

    Example: PostgreSQL is case-sensitive
    """
    fix: str = ""
    """How it can be fixed.

    Example: Add the column to both schemas
    """
    note: str = ""
    """A remark.

    Example: It was there before the migration
    """
    estimate: Hours | None = None
    """How long the fix may take.

    Example: 30 minutes
    """
    match: Match = Match()
    """How its failures are recognised in test results.

    Example: {message: ["no such column: queue_position"]}
    """
    claimed: ClaimedIssue | None = None
    """What was reported of it before there was evidence.

    Example: {source: "TRACKER.md of 2025-11-27", affected: 38 failures}
    """


class Benchmarks(Strict):
    """The claimed benchmark table."""

    source: Text
    """Where the figures come from.

    Example: TRACKER.md of 2025-11-27
    """
    baseline: Text
    """The variant that the others are compared with.

    Example: sqlite
    """
    labels: dict[str, str] = field(default_factory=dict)
    """What documents call each variant.

    Example: {sqlite: SQLite, postgresql: PostgreSQL}
    """
    rows: tuple[ClaimedBenchmark, ...]
    """The reported figures, an operation each.

    Example: [{operation: INSERT, seconds: {sqlite: 0.110, postgresql: 0.106}}]
    """
    findings: tuple[Text, ...] = ()
    """What its author concluded.

    Example: [No significant regression]
    """


class Metric(Strict):
    """A figure shown in the metrics section."""

    label: Text
    """What the figure is.

    Example: Lines of code
    """
    group: Text
    """The heading that it stands below.

    Example: Code changes
    """
    value: str = ""
    """A reported figure; needs `source`.

    Example: 26
    """
    source: str = ""
    """Where the reported figure comes from.

    Example: TRACKER.md of 2025-11-27
    """
    note: str = ""
    """What it counts, in a few words.

    Example: without tests
    """
    check: str = ""
    """A measured figure: `PHASE/CHECK#FACT`, a fact of the check's newest result, with an optional `[VARIANT]` before
    `#`.

    Example: "phase-1/schema[sqlite]#tables"
    """


class Reference(Strict):
    """A file or link worth knowing."""

    label: Text
    """What it is called.

    Example: Migration plan
    """
    path: Text
    """A path of the project, or a link.

    Example: docs/migration.md
    """
    group: str = "Key Files"
    """The heading that it stands below.

    Example: Key Files
    """
