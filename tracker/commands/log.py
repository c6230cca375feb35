"""What was run, and what one run left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import cast

from tracker.bootstrap import Project
from tracker.errors import UsageError
from tracker.journal.events import EVENTS, Newer, Recorded, SealFound
from tracker.journal.to_json import plain_event
from tracker.state import Fold, RunRecord, fold
from tracker.views.whose import who_did

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.log import LogFace, RunFace, RunRowFace, ShownEventFace
    from tracker.views.faces.status import ElapsedFace


def log(project: Project, *, limit: int | None = None) -> LogFace:
    """Runs, the newest first.

    Raises:
        StorageError: the journal cannot be read.
    """
    journal = project.journal()
    state = fold(journal.events, journal.damage)
    runs = list(reversed(state.runs.values()))
    live = {holder.run for holder in project.locks.holders().values()}
    return {
        "format_version": 1,
        "kind": "log",
        "runs": [_summary(state, run, live) for run in (runs if limit is None else runs[:limit])],
        "total": len(runs),
        "newer": newer(journal.events),
        "damage": [{"place": d.place, "why": d.why, "torn": d.torn} for d in journal.damage],
    }


def _summary(state: Fold, run: RunRecord, live: set[str]) -> RunRowFace:
    return {
        "run": run.id,
        "at": run.started_at,
        "phases": list(run.start.phases) if run.start else sorted(phase for phase in run.phases if phase),
        "outcome": run.outcome or ("running" if run.id in live else _without_end(run)),
        "seconds": run.seconds,
        "checks": run.types.get("check-finished", 0),
        "steps": run.types.get("step-finished", 0),
        "commits": list(run.commits),
        "who": who_did(state, run.id),
    }


def _without_end(run: RunRecord) -> str:
    """A journal file without a run in it holds a word or a result that was recorded; a run without an end was interrupted."""
    if run.start is not None:
        return "interrupted"
    if "approval-given" in run.types or "criteria-approved" in run.types:
        return "approved"
    return "recorded" if (EVENTS.keys() & run.types.keys()) - {"journal-opened"} else "newer"


def newer(events: Iterable[Recorded]) -> dict[str, int]:
    """How many events of each type there are that only a newer tracker understands."""
    return dict(Counter(recorded.type for recorded in events if isinstance(recorded.event, Newer)))


def show(project: Project, words: str) -> RunFace:
    """Everything that one run recorded. `words` is the run's id, its unique beginning or end, or `last`.

    Raises:
        UsageError: no run, or more than one, is meant.
    """
    from tracker.views.trend import run_view

    journal = project.journal()
    state = fold(journal.events, journal.damage)
    run = state.runs[find_run(state, words)]
    live = {holder.run for holder in project.locks.holders().values()}
    return {
        "format_version": 1,
        "kind": "run",
        **_summary(state, run, live),
        "rewritten": _rewritten(project, state, run, [x.event for x in journal.events if isinstance(x.event, SealFound)]),
        "elapsed": _elapsed(project, state, run),
        "events": [_event(recorded) for recorded in journal.events if recorded.run == run.id],
        "trend": run_view(state, run.id),
    }


def _elapsed(project: Project, state: Fold, run: RunRecord) -> dict[str, ElapsedFace]:
    """How long the work took on the phases that the run completed."""
    from tracker.views.status import elapsed_view

    planned = project.outline.phases
    claimed = {phase.id for phase in planned if phase.claimed}
    known = {phase: elapsed_view(state.phase(phase), claimed=phase in claimed) for phase in run.completed}
    return {phase: found for phase, found in known.items() if found and state.phase(phase).completed_run == run.id}


def _rewritten(project: Project, state: Fold, run: RunRecord, recorded: list[SealFound]) -> dict[str, str]:
    """Commits of a run that were rewritten since → those that stand for them now."""
    named = {*run.commits, *run.completed.values()}
    moved: dict[str, str] = {}
    for event in (*recorded, *project.history_of(state).found):
        now = {event.commit: event.found, **event.commits}
        moved = {commit: now.get(there, there) for commit, there in moved.items()} | now
    return {commit: now for commit, now in moved.items() if commit in named and commit != now}


def _event(recorded: Recorded) -> ShownEventFace:
    head = {"at": recorded.at, "type": recorded.type, "place": recorded.place}
    if isinstance(recorded.event, Newer):
        return cast("ShownEventFace", {**plain_event(recorded.event), **head, "newer": True})
    return cast("ShownEventFace", {**head, **plain_event(recorded.event)})


def find_run(state: Fold, words: str) -> str:
    """The run that somebody means.

    Raises:
        UsageError: no run, or more than one, is meant.
    """
    if words == "last" and state.runs:
        return next(reversed(state.runs))
    runs = sorted(state.runs)
    wanted = words.upper()
    found = [run for run in runs if wanted and (run.startswith(wanted) or run.endswith(wanted))]
    if len(found) != 1:
        what = f"{len(found)} runs are called" if found else "there is no run"
        raise UsageError(f"{what} {words!r}", hints=["See the runs: tracker log"])
    return found[0]
