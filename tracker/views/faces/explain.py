"""`tracker explain --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.bar import WholeBarFace
from tracker.views.faces.note import PhaseNoteFace
from tracker.views.faces.promises import PromiseFace
from tracker.views.faces.shared import Face, HeadFace, NextStepFace, TrendFace, WhoFace, WorkItemFace
from tracker.views.faces.status import PhaseFace


class ClaimFace(TypedDict):
    """What is only claimed."""

    source: str
    """Where the claim is from."""
    commits: list[str]
    """The commits that it names."""


class PastRunFace(TypedDict):
    """A run of the phase."""

    run: str
    """Its id."""
    at: str
    """When it began."""
    outcome: str
    """As in `result`; `unfinished` for a run that did not say its end."""
    who: WhoFace | None
    """Who did it; null for runs of older versions."""


class WitnessFace(TypedDict):
    """A replay of the phase's checks in a clean checkout, which somebody recorded."""

    at: str
    """When."""
    run: str
    """The run under which it is recorded."""
    commit: str
    """The commit that it is about, in full."""
    outcome: str
    """`passed`: it found the same; `failed`: a contradiction."""
    where: str
    """`checkout`, `ci`, or the name of a worker."""
    results: dict[str, str]
    """What each check found, by its name."""


class OutdatedFace(TypedDict):
    """A result that no longer counts."""

    check: str
    """The check's name."""
    why: str
    """Why not."""
    changed: list[str]
    """The inputs that changed."""


class DetailsFace(TypedDict):
    """What a check had to say."""

    check: str
    """The check's name."""
    lines: list[str]
    """What it said."""
    log: str | None
    """The path of its log."""


class WarningFace(TypedDict):
    """Something in the phase that proves nothing."""

    check: str | None
    """The check's id; null when it is about the phase."""
    text: str
    """What is wrong with it."""


class ChildFace(TypedDict):
    """A sub-phase."""

    id: str
    """As in the plan."""
    status: str
    """Its status (docs/states.md)."""
    reasons: list[str]
    """What the status follows from."""


class WouldRunFace(TypedDict):
    """What `tracker run` would do now."""

    possible: bool
    """Whether it would do anything but refuse."""
    why: str
    """Why it would refuse; empty otherwise."""
    hints: list[str]
    """What to do about that."""
    items: list[WorkItemFace]
    """The work, in order."""


class ExplanationFace(Face):
    """Why a phase is what it is."""

    kind: Literal["explanation"]
    project: str
    """The plan's name."""
    head: HeadFace | None
    """Where the repository stands; null outside git."""
    phase: PhaseFace
    """The phase, as `status` has it."""
    notes: list[PhaseNoteFace]
    """What people wrote down about it with `tracker note`, the oldest first; nothing follows from it."""
    goal: str
    """From the plan; empty when it has none."""
    claim: ClaimFace | None
    """What is only claimed."""
    runs: list[PastRunFace]
    """Every run of the phase."""
    witnesses: list[WitnessFace]
    """Every replay of it that was recorded, oldest first."""
    trend: list[TrendFace]
    """What became of each figure of its checks, from phases before and after as well."""
    outdated: list[OutdatedFace]
    """Results that no longer count."""
    promises: list[PromiseFace]
    """What it promises, deliverables first."""
    bar: WholeBarFace | None
    """What became of its criteria and tests since its work began; null before that."""
    lowered_since: list[str]
    """What was lowered in tests and their configuration since the work began, or since the phase was completed, and no run has
    looked at yet: the next one tells it, and keeps it."""
    details: list[DetailsFace]
    """What its checks had to say."""
    warnings: list[WarningFace]
    """What in it cannot fail, and so proves nothing."""
    children: list[ChildFace]
    """Its sub-phases."""
    would_run: WouldRunFace
    """What `tracker run` would do now."""
    next_step: NextStepFace
    """What comes next."""
