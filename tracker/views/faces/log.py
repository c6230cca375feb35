"""`tracker log --json` and `tracker show --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tracker.views.faces.shared import DamageFace, EventFace, Face, SeriesFace, WhoFace
from tracker.views.faces.status import ElapsedFace


class RunRowFace(TypedDict):
    """A run in short."""

    run: str
    """Its id."""
    at: str
    """When it began."""
    phases: list[str]
    """The phases that it was for."""
    outcome: str
    """As in `result`; `running`; `approved`, `recorded` or `newer` where there is no run, but an approval, results from
    elsewhere, or what only a newer tracker understands."""
    seconds: float | None
    """How long it took; null when it did not end."""
    checks: int
    """How many checks ended."""
    steps: int
    """How many steps ended."""
    commits: list[str]
    """The commits that it made."""
    who: WhoFace | None
    """Who did it; null for runs of older versions."""


class LogDamageFace(DamageFace):
    """A line of the journal that cannot be believed."""

    torn: bool
    """Whether a kill cut it off: it was never acknowledged, so nothing is lost."""


class LogFace(Face):
    """What was run, the newest first."""

    kind: Literal["log"]
    runs: list[RunRowFace]
    """The runs, as many as `--limit` allows."""
    total: int
    """How many runs there are, whatever `--limit` shows."""
    newer: dict[str, int]
    """How many events there are of each type that only a newer tracker understands."""
    damage: list[LogDamageFace]
    """Lines of the journal that cannot be believed."""


class ShownEventFace(EventFace):
    """An event, and where it is written."""

    place: str
    """The line of the journal."""
    newer: NotRequired[Literal[True]]
    """True where only a newer tracker understands it."""


class RunFace(Face, RunRowFace):
    """Everything that one run recorded."""

    kind: Literal["run"]
    rewritten: dict[str, str]
    """Commits that it made or completed phases at, and that were rewritten since: each with the one that stands for it now."""
    elapsed: dict[str, ElapsedFace]
    """How long the work took on each phase that it completed; without those of which the journal cannot tell."""
    events: list[ShownEventFace]
    """Its events, in order."""
    trend: list[SeriesFace]
    """The counted figures that it measured and that were others before, up to this run."""
