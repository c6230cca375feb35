"""What runs that could not see each other leave open: results that contradict each other, and damage that nobody made good."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tracker.model.ids import CheckKey, short_id
from tracker.model.outline import PhaseLike, cells
from tracker.model.status import PhaseStatus
from tracker.state.freshness import Freshness
from tracker.state.records import Fold, PhaseRecord


def disputed(phase: PhaseLike, state: Fold, freshness: Mapping[CheckKey, Freshness]) -> tuple[str, ...]:
    """What two branches say differently of the same content. Only a run that saw both settles it, never a clock."""
    record = state.phase(phase.id)
    if phase.skip or not record.rivals or record.status is PhaseStatus.RUNNING:
        return ()
    reasons = []
    for key in (cell.key for cell in cells(phase)):
        rival, known = record.contradiction(key), record.checks.get(key)
        if rival is None or known is None or (key in freshness and not freshness[key].fresh):
            continue
        said = ", ".join(f"{x.event.outcome} in run {x.run}{_branch(state, x.run)}" for x in (rival, known))
        reasons.append(f"contradicting: {key.name} {said}; settle it: tracker run {short_id(phase.id)}")
    return tuple(reasons)


def _branch(state: Fold, run: str) -> str:
    known = state.runs.get(run)
    return f" (branch {known.start.branch})" if known and known.start and known.start.branch else ""


def is_made_good(damaged: str, record: PhaseRecord, state: Fold) -> bool:
    """Whether the phase's newest run came after the damaged one: it saw it or, where nobody wrote that down, is later."""
    newest = record.runs[-1] if record.runs else ""
    if damaged == newest:
        return False
    return state.ancestry.saw(newest, damaged) if state.ancestry.knows(newest, damaged) else damaged < newest


def completed_at(record: PhaseRecord) -> str:
    """The commit of the newest completion; empty where there is none."""
    if record.rechecked is not None:
        return record.rechecked.event.commit
    return record.completed.commit if record.completed is not None else ""


def completed_by(record: PhaseRecord) -> str:
    """The run of the newest completion; empty where there is none."""
    return record.rechecked.run if record.rechecked is not None else record.completed_run


def unfounded(phase: PhaseLike, record: PhaseRecord, unknown: Collection[str]) -> tuple[str, ...]:
    """Why a completion proves nothing here: the repository does not have its commit."""
    commit = completed_at(record)
    if phase.skip or record.status is not PhaseStatus.COMPLETE or commit not in unknown:
        return ()
    again = f"fetch that commit, or prove it again: tracker run {short_id(phase.id)}"
    why = "rewritten, or another repository's journal, and no commit that leads to HEAD holds what was checked"
    return (f"completed at {commit[:7]}, which is not in the repository ({why}); {again}",)


def results_lost(phase: PhaseLike, record: PhaseRecord, state: Fold) -> tuple[str, ...]:
    """Why a completion is not known to rest on anything: journal files are gone, and a check has no result.

    Its result may have been in one of them, so nobody knows what the commit of the completion was proved to hold.
    """
    unknown = [cell.key.name for cell in cells(phase) if cell.key not in record.checks]
    if not unknown or not state.missing:
        return ()
    return (f"no result of {', '.join(unknown)} is known, and {state.missing[0][1]}; a new run settles it",)
