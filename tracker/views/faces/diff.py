"""`tracker diff --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.bar import BarChangeFace
from tracker.views.faces.shared import Face, HeadFace, NextStepFace


class ChangedFileFace(TypedDict):
    """An input of a check that is not what it was at the seal."""

    path: str
    """From the workspace; `env:NAME` for a variable."""
    change: Literal["changed", "new", "gone"]
    """What became of it."""
    checks: list[str]
    """The checks that look at it, each with its variant."""
    phases: list[str]
    """The phases whose own seals say that they changed it; none where no phase accounts for it."""
    commit: str
    """The newest commit since the seal that changed it; empty where there is none, or where it cannot be known here."""
    committed: bool
    """Whether HEAD has it as it is; false for a file that was changed and not committed since."""


class OutcomeFace(TypedDict):
    """How a check ended."""

    outcome: str
    """`passed`, `failed`, `error`, `skipped` or `unknown`."""
    summary: str
    """What it found."""
    at: str
    """When."""
    run: str
    """In which run."""


class ChangedResultFace(TypedDict):
    """A check at the seal and by now."""

    check: str
    """The check, with its variant."""
    then: OutcomeFace | None
    """What the seal rests on; null for a check that the plan did not have then."""
    now: OutcomeFace | None
    """Its newest result; null where it was not run since the seal."""
    planned: bool
    """Whether the plan still has it."""
    holds: bool
    """Whether the seal's result is about what is there now: same definition, same inputs."""
    why: str
    """Why it is not; empty where it is."""


class PhaseDiffFace(TypedDict):
    """What changed since one seal."""

    phase: str
    """The phase."""
    commit: str
    """The commit that has what was proved."""
    at: str
    """When it was proved."""
    run: str
    """In which run."""
    attempt: int
    """Which attempt at the phase it completed, from 1."""
    here: bool
    """Whether HEAD's history has that commit; without it nobody can say which commit changed what."""
    same: bool
    """Whether nothing changed: no file, no criterion and no result."""
    files: list[ChangedFileFace]
    """Inputs that differ from what was proved."""
    criteria: list[BarChangeFace]
    """What became of the criteria since the seal, each with its direction."""
    lowered: list[str]
    """What was lowered in tests and their configuration since, and no run has looked at yet."""
    results: list[ChangedResultFace]
    """Each check, then and now."""
    unknown: list[str]
    """What cannot be compared here, and why."""


class DiffFace(Face):
    """What changed since phases were proved."""

    kind: Literal["diff"]
    head: HeadFace | None
    """Where the repository stands; null outside git."""
    phases: list[PhaseDiffFace]
    """The phase that was named; without one every phase that has a seal, in the plan's order."""
    next_step: NextStepFace
    """What comes next."""
