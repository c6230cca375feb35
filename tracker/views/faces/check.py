"""`tracker check --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import CauseFace, Face
from tracker.views.faces.summary import RemarkFace


class ReplayFace(TypedDict):
    """One place in which checks were run."""

    phase: str
    """The phase whose seal was replayed; empty for the work tree and for HEAD."""
    commit: str
    """The commit that was checked out, in full; empty for the work tree."""
    sealed_at: str
    """The commit that the seal names; empty where no seal was replayed. It is another one after a rebase."""
    clean: bool
    """Whether it was a clean checkout."""
    criteria: str
    """By whose word: `work tree`, `commit` (the plan as it is there), and where that has not what the seal was made by, the
    `present plan` or the criteria that were `recorded` with it."""
    outcome: Literal["passed", "broken", "unknown"]
    """What came of it; `unknown` where nothing was found out."""
    why: str
    """Why nothing could be checked there; empty otherwise."""
    hints: list[str]
    """What helps, or the end of what a command printed."""
    notes: list[str]
    """What was there besides the commit."""


class CheckedFace(TypedDict):
    """What came of one check."""

    phase: str
    """Its phase."""
    check: str
    """Its name with its variant: `suite[sqlite]`."""
    variant: dict[str, str]
    """The variant; empty without a matrix."""
    outcome: Literal["passed", "broken", "unknown", "skipped"]
    """`unknown`: this machine lacks what it takes. `skipped`: a check that it needs did not pass."""
    summary: str
    """What it found."""
    details: list[str]
    """Further lines."""
    lacks: str
    """What this machine lacks; empty otherwise."""
    seconds: float
    """How long it took."""
    output: list[str]
    """The last lines that it printed, where it did not pass."""
    causes: list[CauseFace]
    """Why tests failed that should not; empty while it passes."""


class WaiverFace(TypedDict):
    """Something that a check lets pass although it is not as it should be."""

    phase: str
    """The phase."""
    check: str
    """The check; empty where it is about a declared file."""
    allowance: str
    """Its key in the plan, such as `allow_skips`."""
    what: str
    """What it lets pass."""
    why: str
    """The reason that the plan gives."""


class CheckRunFace(Face):
    """What still holds, and what does not."""

    kind: Literal["check"]
    outcome: Literal["passed", "broken", "unknown", "nothing", "waived", "interrupted"]
    """`nothing`: there was nothing to check. `waived`: everything holds, but by allowances that `--no-waivers` refuses."""
    exit_code: int
    """How the command ends (docs/exit-codes.md)."""
    passed: int
    """How many checks hold."""
    broken: int
    """How many do not."""
    unknown: int
    """How many could not be checked."""
    skipped: int
    """How many were left out because a check that they need did not pass."""
    places: list[ReplayFace]
    """Where they were run."""
    checks: list[CheckedFace]
    """Each check, in the order of the plan."""
    claimed: list[str]
    """Phases that are complete by claim alone: nothing of them was checked."""
    waivers: list[WaiverFace]
    """What the phases rely on."""
    recorded: str | None
    """The run under which it was recorded; null without `--record`."""
    annotations: list[RemarkFace]
    """What is broken or could not be checked, with its place where that is known."""
