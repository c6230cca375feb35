"""The bar of a phase, as `status`, `explain` and others have it as JSON."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class BarChangeFace(TypedDict):
    """A change of what decides whether a phase is complete, or of its tests."""

    where: str
    """What was changed: a check, a step, an issue, or a path."""
    direction: Literal["raised", "lowered", "changed"]
    """What it does to the bar; `changed` where that cannot be said or makes no difference."""
    words: str
    """How."""
    place: str
    """file:line, where it is known; empty otherwise."""
    commit: str
    """The commit that changed it; empty while it is in no commit, or not known."""
    agreed: bool
    """Whether a person agreed to it."""


class BarFace(TypedDict):
    """What became of a phase's criteria, and of its tests, since its work began."""

    base: str
    """The commit that the work began at; empty where nothing says."""
    since: str
    """When it began; empty where nothing says."""
    lowered: list[str]
    """What was lowered, a line each."""
    agreed_by: str
    """Who agreed to what was lowered, and why; empty where nobody did."""


class WholeBarFace(BarFace):
    """The same with every change."""

    criteria: str
    """sha256 of the criteria as they are now; it names them in an approval."""
    raised: int
    """How many changes raised it."""
    changed: int
    """How many changes did neither."""
    changes: list[BarChangeFace]
    """Every change."""
    waivers: list[str]
    """What the plan allows with a reason: tests that may be gone or skipped."""
    passed_before: list[str]
    """Checks that passed before any work: they prove nothing new."""


class UnplannedFace(TypedDict):
    """A phase that the journal knows and the plan lacks."""

    id: str
    """As the journal has it."""
    status: str
    """How it stood last."""
    reason: str
    """What that followed from."""
    successor: str | None
    """A phase that asks for just the same and has no record: `formerly: [ID]` there keeps the history; null without one."""
