"""Where every phase stands now: the folded journal, seen through the plan."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tracker.graph import Graph, P
from tracker.model.ids import CheckKey
from tracker.model.outline import PhaseLike, StepLike, cells, is_approval
from tracker.model.status import BROKEN, DONE, PROVEN, Basis, Outcome, PhaseStatus
from tracker.state.disputes import disputed, is_made_good, unfounded
from tracker.state.freshness import Freshness
from tracker.state.records import Fold, PhaseRecord
from tracker.state.table import Trigger, follow
from tracker.state.witnesses import contradiction

S = PhaseStatus

_URGENCY = (
    S.FAILED,
    S.REGRESSED,
    S.INTERRUPTED,
    S.UNKNOWN,
    S.RUNNING,
    S.AWAITING_APPROVAL,
    S.PROVED,
    S.READY,
    S.BLOCKED,
    S.PENDING,
    S.STALE,
    S.COMPLETE,
    S.SKIPPED,
)
"""A parent has the most urgent of its children's statuses."""


class Standing(NamedTuple):
    """One phase's derived status and what it follows from."""

    status: PhaseStatus
    basis: Basis | None = None
    reasons: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    """What it depends on and is not done, for a phase that has not been done itself."""


def derive(
    graph: Graph[P],
    state: Fold,
    *,
    freshness: Mapping[CheckKey, Freshness],
    live_runs: Collection[str] = (),
    unknown_commits: Collection[str] = (),
) -> dict[str, Standing]:
    """Every phase's standing, parents included, in natural order.

    `freshness` holds the answer for each recorded result of the plan's checks; `live_runs` are the runs whose process lives;
    `unknown_commits` are recorded and not in the repository.
    """
    damaged = _damaged_phases(graph, state)
    standings: dict[str, Standing] = {}
    for leaf in graph.order():
        waits = tuple(need for need in graph.needs(leaf) if not all(standings[x].status in DONE for x in graph.leaves(need)))
        broken = [n for n in waits if any(standings[x].status in BROKEN for x in graph.leaves(n))]
        phase, record = graph.phases[leaf], state.phase(leaf)
        if leaf in damaged:
            standings[leaf] = Standing(_follow(record.status, Trigger.DAMAGED), None, (damaged[leaf],), waits)
        elif found := disputed(phase, state, freshness):
            standings[leaf] = Standing(_follow(record.status, Trigger.DISPUTED), None, found, waits)
        elif found := unfounded(phase, record, unknown_commits):
            standings[leaf] = Standing(_follow(record.status, Trigger.UNFOUNDED), None, found, waits)
        else:
            standings[leaf] = _leaf(phase, record, waits, broken, freshness, live_runs)
    for phase_id in graph.phases:
        _roll_up(phase_id, graph, standings)
    return {phase_id: standings[phase_id] for phase_id in graph.phases}


def _leaf(
    phase: PhaseLike,
    record: PhaseRecord,
    waits: tuple[str, ...],
    broken: list[str],
    freshness: Mapping[CheckKey, Freshness],
    live_runs: Collection[str],
) -> Standing:
    if phase.skip:
        return Standing(_follow(record.status, Trigger.SKIPPED), None, (phase.skip,))
    if record.status is S.RUNNING and record.runs[-1] not in live_runs:
        return Standing(_follow(S.RUNNING, Trigger.LOST), None, (_lost(record),), waits)
    word = _only_word(phase, record)
    if record.status is S.COMPLETE and not word:
        return _completed(phase, record, freshness)
    status = _follow(S.COMPLETE, Trigger.UNPROVED) if word else record.status
    claimed = follow(status, Trigger.CLAIMED) if phase.claimed else None
    if claimed is not None:
        return _claimed(claimed, phase, record, waits)
    if status is not S.PENDING:
        return Standing(status, None, (record.reason,), waits)
    return _waiting(waits, broken, word)


def _claimed(status: PhaseStatus, phase: PhaseLike, record: PhaseRecord, waits: tuple[str, ...]) -> Standing:
    """What a claim makes of a phase: it completes one that was never run, and one that failed has regressed."""
    assert phase.claimed is not None
    if record.status is not S.FAILED:
        return Standing(status, Basis.CLAIMED, (f"claimed by {phase.claimed.source}",))
    reason = f"{phase.claimed.source} claims it complete, and the check of it failed: {record.reason}"
    return Standing(status, None, (reason,), waits)


def _waiting(waits: tuple[str, ...], broken: list[str], word: tuple[str, ...]) -> Standing:
    """A phase of which nothing counts that was recorded."""
    if broken:
        trigger, reason = Trigger.NEED_BROKEN, f"{', '.join(broken)} did not succeed"
    elif waits:
        trigger, reason = Trigger.NEEDS_OPEN, f"waits for {', '.join(waits)}"
    else:
        trigger, reason = Trigger.NEEDS_MET, "everything it depends on is done"
    return Standing(_follow(S.PENDING, trigger), None, (reason, *word), waits)


def _only_word(phase: PhaseLike, record: PhaseRecord) -> tuple[str, ...]:
    """Why a recorded completion is none; empty where results stand behind it, or nothing of the kind is recorded."""
    preflight = {check.id for check in (*phase.gate, *phase.preflight)}
    if record.status is not S.COMPLETE or any(key.check not in preflight for key in record.checks):
        return ()
    return (f"run {record.completed_run} recorded it as complete without the result of any check",)


def _lost(record: PhaseRecord) -> str:
    doing = ", ".join(f"{kind} {name}" for kind, name in sorted(record.unfinished))
    return f"run {record.runs[-1]} ended without finishing" + (f" {doing}" if doing else "")


def _completed(phase: PhaseLike, record: PhaseRecord, freshness: Mapping[CheckKey, Freshness]) -> Standing:
    """Complete for as long as every check of the plan has a passed result that still speaks of what is there."""
    assert record.completed is not None
    failed: list[str] = []
    changed = [f"step {step.id} changed" for step in phase.steps if not _step_known(step, record)]
    if not phase.checks:
        changed.append("it has no checks any more, so nothing shows that it is complete")
    for key in check_keys(phase):
        known = record.checks.get(key)
        if known is None:
            changed.append(f"{key.name} has never been run")
        elif known.outcome is not Outcome.PASSED:
            failed.append(f"{key.name} was run again and did not pass: {known.event.summary}")
        elif key in freshness and not freshness[key].fresh:
            changed.append(f"{key.name}: {freshness[key].why}")
    if against := contradiction(record):
        failed.insert(0, against)
    if failed:
        return Standing(_follow(S.COMPLETE, Trigger.CONTRADICTED), None, (*failed, *changed))
    if changed:
        return Standing(_follow(S.COMPLETE, Trigger.CHANGED), proof(phase), tuple(changed))
    commit = record.completed.commit[:7]
    return Standing(S.COMPLETE, proof(phase), (f"all checks passed at {commit} in run {record.completed_run}",))


def proof(phase: PhaseLike) -> Basis:
    """On whose word a phase is complete whose checks have all passed: what a person approved, no check has proved."""
    kinds = {is_approval(check) for check in phase.checks}
    if kinds == {True}:
        return Basis.APPROVED
    return Basis.VERIFIED_AND_APPROVED if True in kinds else Basis.VERIFIED


def check_keys(phase: PhaseLike) -> tuple[CheckKey, ...]:
    """Every result that the phase needs in order to be complete, in the plan's order."""
    return tuple(cell.key for cell in cells(phase))


def _step_known(step: StepLike, record: PhaseRecord) -> bool:
    known = record.steps.get(step.id)
    return known is not None and known.event.definition == step.definition()


def _follow(status: PhaseStatus, trigger: Trigger) -> PhaseStatus:
    """The table's answer, for a transition that is known to be in it."""
    following = follow(status, trigger)
    assert following is not None
    return following


def _roll_up(phase_id: str, graph: Graph[P], standings: dict[str, Standing]) -> Standing:
    """A parent's standing follows from its children's, to any depth."""
    if phase_id in standings:
        return standings[phase_id]
    kids = {kid: _roll_up(kid, graph, standings) for kid in graph.children(phase_id)}
    status = min((kid.status for kid in kids.values()), key=_URGENCY.index)
    done = sum(kid.status in DONE for kid in kids.values())
    bases = {kid.basis for kid in kids.values() if kid.status is not S.SKIPPED}
    basis = None
    if status in DONE and bases:
        basis = _together({found for found in bases if found})
    blocked = tuple(dict.fromkeys(need for kid in kids.values() for need in kid.blocked_by if need not in kids))
    standings[phase_id] = Standing(status, basis, (f"{done} of {len(kids)} sub-phases are done",), blocked)
    return standings[phase_id]


def _together(bases: Collection[Basis]) -> Basis:
    """What is said of several: a claim among them is the word on which all of it rests."""
    if not PROVEN.issuperset(bases):
        return Basis.CLAIMED
    return next(iter(bases)) if len(bases) == 1 else Basis.VERIFIED_AND_APPROVED


def _damaged_phases(graph: Graph[P], state: Fold) -> dict[str, str]:
    """Phases whose history has a damaged line that no later completion or failure makes good."""
    result: dict[str, str] = {}
    for damage in state.damage:
        if damage.torn:
            continue
        run = state.runs.get(damage.run)
        start = run.start if run else None
        concerned = [x for p in (start.phases if start else graph.phases) if p in graph.phases for x in graph.leaves(p)]
        for phase_id in concerned:
            phase, record = graph.phases[phase_id], state.phase(phase_id)
            if phase.skip or not phase.checks:
                continue  # it cannot have been run, and no run could settle it
            if not is_made_good(damage.run, record, state):
                result[phase_id] = f"{damage.place} is damaged: {damage.why}"
    return result
