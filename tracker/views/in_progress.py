"""The phase in progress: the one that was taken up last and is not complete. Decided here, for hooks of coding agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from tracker.model.ids import short_id
from tracker.model.status import PhaseStatus
from tracker.views.next_step import step_for
from tracker.views.status import head_view, status_view

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.graph import Graph
    from tracker.situation import Situation
    from tracker.state import Fold
    from tracker.views.faces.shared import HeadFace
    from tracker.views.faces.status import CheckFace


class Unproved(TypedDict):
    """A check of the phase that proves nothing now."""

    name: str
    why: str


class Progress(TypedDict):
    """The phase in progress with what is open, as plain data."""

    head: HeadFace | None
    phase: str | None
    """None: nothing is in progress that an agent could go on with."""
    title: str
    command: str
    """What comes next."""
    explain: str
    """By which command one sees why."""
    unproved: list[Unproved]
    checks: int
    """How many it has."""
    own: list[str]
    """Documents that the tracker writes: a change of these is no progress."""


S = PhaseStatus
_WORK = frozenset({S.READY, S.FAILED, S.REGRESSED, S.INTERRUPTED, S.RUNNING})
"""Where whoever works on it can go on without anybody else."""


def in_progress(graph: Graph[Any], state: Fold) -> str | None:
    """The phase whose present attempt was taken up last, by `tracker start` or a run, among those that it did not complete."""
    begun = {}
    for leaf in graph.all_leaves():
        record = state.phase(leaf)
        since = [record.begun.at if record.begun else "", record.first_at and record.started_at]
        sealed = any(seal.attempt == record.attempt for seal in record.seals)
        if any(since) and not sealed and not graph.phases[leaf].skip:
            begun[leaf] = max(since)
    return max(begun, key=lambda leaf: begun[leaf], default=None)


def progress_of(known: Facts | Situation, *, own: list[str]) -> Progress:
    """The phase in progress with what is not proved of it; none where only a person can go on. `own`: rendered documents."""
    phase = in_progress(known.graph, known.state)
    standing = known.standings[phase] if phase else None
    found: Progress = {
        "head": head_view(known),
        "phase": None,
        "title": "",
        "command": "",
        "explain": "",
        "unproved": [],
        "checks": 0,
        "own": own,
    }
    if phase is None or standing is None or standing.status not in _WORK or standing.blocked_by:
        return found
    row = next(row for row in status_view(known)["phases"] if row["id"] == phase)
    unproved: list[Unproved] = [{"name": check["name"], "why": why} for check in row["checks"] if (why := _why(check))]
    return {
        **found,
        "phase": phase,
        "title": row["title"],
        "command": step_for(phase, known.graph, known.state, known.standings).command,
        "explain": f"tracker explain {short_id(phase)}",
        "unproved": unproved,
        "checks": len(row["checks"]),
    }


def _why(check: CheckFace) -> str:
    """Why a check proves nothing now; empty when it does."""
    if check["outcome"] == "passed" and check["fresh"]:
        return ""
    if check["outcome"] == "unknown":
        return f"waits for {check['awaits']}" if check["awaits"] else "not run yet"
    said = f"{check['outcome']}: {check['summary']}"
    causes = [" ".join(filter(None, (cause["place"], cause["title"]))) for cause in check["causes"][:1]] or check["output"][-1:]
    if causes and causes[0]:
        said += f" ({causes[0]})"
    return said if check["fresh"] else f"{said}; {check['why']} since, run it again"
