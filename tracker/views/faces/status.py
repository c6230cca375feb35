"""`tracker status --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tracker.views.faces.bar import BarFace, UnplannedFace
from tracker.views.faces.promises import LateFace
from tracker.views.faces.shared import (
    CauseFace,
    DamageFace,
    Face,
    HeadFace,
    NextStepFace,
    ProgressFace,
    TrendFace,
    WhoFace,
)


class CheckFace(TypedDict):
    """A check in one variant, with its newest result."""

    id: str
    """As in the plan."""
    variant: dict[str, str]
    """The value of each axis of its matrix; empty without one."""
    name: str
    """What it is called: the id, and the variant in brackets."""
    outcome: str
    """`passed`, `failed`, `error`, `skipped` or `unknown`."""
    fresh: bool
    """Whether the result still counts."""
    run: str | None
    """The run that it is of; null when it was never run."""
    at: str | None
    """When it ended; null when it was never run."""
    summary: str
    """The result in words."""
    why: str
    """Why the result no longer counts; empty while it does."""
    unsure: str
    """What of it cannot be compared on this machine, in words: `could not check here: …`; empty where all can."""
    awaits: str
    """What has to be approved; empty otherwise."""
    always: bool
    """Whether every run repeats it."""
    causes: list[CauseFace]
    """Why tests failed that should not; empty while it passes."""
    output: list[str]
    """The last lines that it printed; empty while it passes, and where `causes` say more."""
    log: str | None
    """The file with all that it printed; null while it passes."""


class TookFace(TypedDict):
    """What is known of the time that a phase took besides `elapsed`: one of the two."""

    seconds: NotRequired[float]
    """How long its steps and checks took in the newest run that ended. That is no time of work."""
    claimed: NotRequired[str]
    """In words, as the plan claims it."""


class RunningFace(TypedDict):
    """A run that goes on."""

    run: str
    """Its id."""
    since: str
    """When it began with the phase."""
    done: int
    """How many of its steps and checks have ended."""
    under_way: list[str]
    """The steps and checks that are being run."""


class ElapsedFace(TypedDict):
    """How long the work took, by the calendar: nights and other work are in it."""

    since: str
    """When the present attempt was taken up."""
    until: str
    """When it was completed for the first time."""
    seconds: float
    """What passed between the two."""
    origin: Literal["start", "first-run"]
    """What took it up: `tracker start`, or, where nobody called it, the first of several runs."""
    short: str
    """`took 41m`; `3d elapsed` for what was not done in one go."""
    words: str
    """`took 41 minutes from start to completion`, `3 days from the first run to completion`."""


class PhaseFace(TypedDict):
    """Where a phase stands."""

    id: str
    """As in the plan."""
    title: str
    """As in the plan."""
    status: str
    """docs/states.md has them all."""
    basis: str | None
    """On whose word it is complete: `verified` by checks, `approved` by a person, `verified and approved`, or `claimed`; then
    what makes it weaker: `…, on a claim`, `…, on a skip`, `…, on changed ground` or `…, by earlier criteria`. Null while it is
    not complete."""
    currency: Literal["current", "changed", "undone", "broken"] | None
    """Whether what was proved still holds; null where nothing was."""
    changed_by: list[str]
    """The phases that changed what its checks look at; an empty text among them for whatever no phase accounts for."""
    parent: str | None
    """The phase that it is part of; null at the top."""
    children: list[str]
    """Its sub-phases."""
    needs: list[str]
    """The phases that it depends on."""
    blocked_by: list[str]
    """Those of them that are not done."""
    reasons: list[str]
    """What the status follows from."""
    completed_by: WhoFace | None
    """Who did the run that completed it; null where that is not known, or it was not completed."""
    commit: str | None
    """The commit that it was completed at, in full: it has the content that was checked. Null where nothing was proved."""
    commits: list[str]
    """Recorded commits in full, then claimed ones as they were claimed."""
    recorded_commit: str | None
    """The commit that the completion named when it was made, where history was rewritten and `commits` has the one that holds
    what was proved now; null otherwise."""
    estimate: str | None
    """How long it may take, such as `2-3h`: its own estimate, or the sum of its sub-phases' where it has none."""
    estimate_below: str | None
    """The sum of its sub-phases' estimates; null where they have none."""
    running: RunningFace | None
    """What the run that goes on is about; null where none does."""
    took: TookFace | None
    """How long it took as its claim says, or how long its newest run took; null where neither is known."""
    elapsed: ElapsedFace | None
    """How long the work took; null where the journal cannot tell, as for work that was done before its only run, or where a
    clock was set back."""
    progress: str | None
    """How many sub-phases are done, as `2/3`; null without any."""
    uncommitted: list[str]
    """Files that steps of a complete phase left uncommitted, or that keep a proved one from being complete."""
    checks: list[CheckFace]
    """Its checks; empty for a phase with sub-phases."""
    bar: BarFace | None
    """What was lowered since its work began; null where nothing was."""
    late: list[LateFace]
    """What was promised after it was proved, and is not proved yet."""


class StatusFace(Face, ProgressFace):
    """Where every phase stands."""

    kind: Literal["status"]
    project: str
    """The plan's name."""
    next: str | None
    """The phase to work on: the `phase` of `next_step`."""
    next_step: NextStepFace
    """What comes next."""
    head: HeadFace | None
    """Where the repository stands; null outside git."""
    damage: list[DamageFace]
    """Lines of the journal that cannot be believed."""
    unplanned: list[UnplannedFace]
    """Phases that the journal knows and the plan lacks."""
    edited_documents: list[str]
    """Documents that were changed by hand where the tracker writes: what they say there is not what is so."""
    conflicted_documents: list[str]
    """Documents in which a merge left two versions: `tracker render` rewrites them."""
    changed_since: str
    """What is complete and changed since, in one line: `2 phases changed since by 4.1: 1, 3`; empty where nothing did."""
    unsure: str
    """What cannot be compared on this machine, in one line; empty where all can. It is never a regression."""
    trend: list[TrendFace]
    """What moved: each counted figure of a check that has more than one value, over seals, re-checks and replays."""
    phases: list[PhaseFace]
    """Every phase, in the order of the plan."""
