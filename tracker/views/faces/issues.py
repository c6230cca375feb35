"""`tracker issues --json` and `tracker issues propose --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace


class SeenFace(TypedDict):
    """A result in which an issue was seen."""

    run: str
    """The run that recorded it."""
    at: str
    """When."""
    commit: str
    """The commit that it belongs to; empty when that is not known."""
    check: str
    """`phase-3/suite[sqlite]`."""


class KnownIssueFace(TypedDict):
    """An issue of the plan."""

    id: str
    """As in the plan."""
    title: str
    """As in the plan."""
    severity: str
    """As in the plan."""
    status: str
    """`open`, `resolved`, `regressed`, `pre-existing` or `not-seen`."""
    counts: dict[str, int]
    """Failing tests in the newest results of each check and variant."""
    tests: list[str]
    """Which tests these are."""
    first_seen: SeenFace | None
    """The first result that showed it; null when it was never seen."""
    last_seen: SeenFace | None
    """The last result that showed it; null when it was never seen."""
    resolved_at: str | None
    """The commit with which it was gone, or null."""
    claimed: str | None
    """How many tests it breaks by the plan's word, or null."""
    fixed_in: list[str]
    """The phases that are to fix it."""
    words: str
    """For people: where it stands."""


class UnmatchedFace(TypedDict):
    """Failing tests with one cause that belong to no issue."""

    signature: str
    """What the failures have in common."""
    stage: str
    """`setup`, `call`, `teardown` or `collection`."""
    count: int
    """How many failures."""
    tests: list[str]
    """Which tests."""


class IssuesFace(Face):
    """The known issues by evidence."""

    kind: Literal["issues"]
    phase: str | None
    """The phase that was asked for, or null."""
    issues: list[KnownIssueFace]
    """Every known issue, or those of the phase."""
    unmatched: list[UnmatchedFace]
    """Failing tests that belong to no issue, by cause."""
    next_step: NextStepFace
    """What comes next."""


class MatchFace(TypedDict):
    """What makes a failing test one of the issue's."""

    signature: str
    """What the failures have in common."""


class ProposedFace(TypedDict):
    """An issue as the plan would have it."""

    id: str
    """Made from the message, and not taken by another issue."""
    title: str
    """What the failures say."""
    severity: str
    """`important`: somebody has to judge it."""
    error: str
    """The first line of one message; empty when there is none."""
    location: str
    """The test files with the most failures."""
    match: MatchFace
    """Which failures belong to it."""
    count: int
    """How many failures it would cover."""
    tests: list[str]
    """Which tests."""


class ProposalFace(Face):
    """An issue for each cause that no issue of the plan covers."""

    kind: Literal["proposal"]
    issues: list[ProposedFace]
    """What could be added to the plan."""
    yaml: str
    """The same, to be pasted into tracker.yaml; empty when there is nothing to propose."""
