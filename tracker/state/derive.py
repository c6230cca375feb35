"""Where every phase stands now: the folded journal, seen through the plan."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.graph import Graph, P
from tracker.model.ids import CheckKey, natural_key
from tracker.model.outline import PhaseLike, StepLike, cells, cells_of, is_approval
from tracker.model.status import BROKEN, DONE, PROVEN, Basis, Currency, Footing, Outcome, PhaseStatus
from tracker.state.disputes import completed_at, disputed, is_made_good, results_lost, unfounded
from tracker.state.found import recorded_at
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
    currency: Currency | None = None
    """Whether what was proved still holds, for a phase that was completed."""
    changed: tuple[str, ...] = ()
    """Inputs of its checks that are not as they were when they passed, sorted."""
    changed_by: tuple[str, ...] = ()
    """The phases that changed them; empty text among them for whatever no phase accounts for."""
    on: Footing | None = None
    """What makes it weaker than its basis says."""

    @property
    def word(self) -> str:
        """Its basis with what makes it weaker: `verified, on a claim`; empty while it is not complete."""
        return ", ".join(part for part in (self.basis, self.on) if part)


def derive(
    graph: Graph[P],
    state: Fold,
    *,
    freshness: Mapping[CheckKey, Freshness],
    live_runs: Collection[str] = (),
    undone: Collection[str] = (),
    unknown_commits: Collection[str] = (),
    unseen: Collection[str] = (),
    strangers: Mapping[str, str] | None = None,
) -> dict[str, Standing]:
    """Every phase's standing, parents included, in natural order.

    `freshness` holds the answer for each recorded result of the plan's checks; `live_runs` are the runs whose process lives;
    `undone` are the completed phases whose files are again as they were before them; `unknown_commits` are recorded, and the
    repository has neither them nor their content; `unseen` cannot be known in a shallow clone; `strangers` are phases whose
    record is of another phase, with the reason.
    """
    damaged, touched = _damaged_phases(graph, state), touched_by(state)
    standings: dict[str, Standing] = {}
    for leaf in graph.order():
        waits = tuple(need for need in graph.needs(leaf) if not all(standings[x].status in DONE for x in graph.leaves(need)))
        broken = [n for n in waits if any(standings[x].status in BROKEN for x in graph.leaves(n))]
        phase, record = graph.phases[leaf], state.phase(leaf)
        if leaf in damaged:
            standings[leaf] = Standing(_follow(record.status, Trigger.DAMAGED), None, (damaged[leaf],), waits)
        elif strangers and leaf in strangers:
            standings[leaf] = _waiting(waits, broken, (strangers[leaf],))
        elif dispute := disputed(phase, state, freshness):
            standings[leaf] = Standing(_follow(record.status, Trigger.DISPUTED), None, dispute, waits)
        else:
            found = _leaf(phase, record, waits, broken, freshness, live_runs, undone=leaf in undone)
            lost = results_lost(phase, record, state) if found.basis in PROVEN else ()
            if doubt := unfounded(phase, record, unknown_commits) or lost:
                found = Standing(_follow(record.status, Trigger.UNFOUNDED), None, doubt, waits)
            elif found.status is S.COMPLETE and completed_at(record) in unseen:
                found = found._replace(reasons=(*found.reasons, _UNSEEN.format(completed_at(record)[:7])), on=Footing.UNSEEN)
            standings[leaf] = _grounded(leaf, _accounted(leaf, found, touched), graph, standings)
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
    *,
    undone: bool,
) -> Standing:
    if phase.skip:
        return Standing(_follow(record.status, Trigger.SKIPPED), None, (phase.skip,))
    if record.status is S.RUNNING and record.runs[-1] not in live_runs:
        return Standing(_follow(S.RUNNING, Trigger.LOST), None, (_lost(record),), waits)
    word = _only_word(phase, record)
    if record.completed is not None and record.status in (S.COMPLETE, S.REGRESSED) and not word:
        return _completed(phase, record, freshness, waits, undone=undone)
    status = _follow(S.COMPLETE, Trigger.UNPROVED) if word else record.status
    # Whoever reopens a phase does not take its claim for an answer.
    claimed = follow(status, Trigger.CLAIMED) if phase.claimed and record.attempt == 1 else None
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
    if record.completed is None or record.status is not S.COMPLETE:
        return ()
    if any(key.check not in preflight for key in record.checks):
        return ()
    return (f"run {record.completed_run} recorded it as complete without the result of any check",)


def _lost(record: PhaseRecord) -> str:
    doing = ", ".join(f"{kind} {name}" for kind, name in sorted(record.unfinished))
    return f"run {record.runs[-1]} ended without finishing" + (f" {doing}" if doing else "")


def _completed(
    phase: PhaseLike, record: PhaseRecord, freshness: Mapping[CheckKey, Freshness], waits: tuple[str, ...], *, undone: bool
) -> Standing:
    """Complete for as long as no result of a check contradicts it for what is there now, and its work is still there."""
    assert record.completed is not None
    keys = check_keys(phase)
    failed = [text for key in keys if (text := _contradicts(key, record, freshness.get(key)))]
    failed += _dropped(keys, phase, record)
    failed += [f"step {name} did not succeed" for name, known in record.steps.items() if known.event.outcome != Outcome.PASSED]
    redefined = [f"step {step.id} changed" for step in phase.steps if not _step_known(step, record)]
    if not phase.checks:
        redefined.append("it no longer has checks, so nothing shows that it is complete")
    redefined += [text for key in keys if (text := _redefined(key, record, freshness.get(key)))]
    changed = redefined + [text for key in keys if (text := _changed(key, freshness.get(key)))]
    paths = tuple(
        sorted({path for key in keys if key in freshness and not _holds(freshness[key]) for path in freshness[key].changed})
    )
    if against := contradiction(record):
        failed.insert(0, against)
    if failed or (record.status is S.REGRESSED and (changed or not record.failing)):
        why = (*failed, *changed) if failed else (record.reason, *changed)
        status = record.status if record.status is S.REGRESSED else _follow(S.COMPLETE, Trigger.CONTRADICTED)
        return Standing(status, None, why, waits, Currency.BROKEN, paths)
    if lost := [f"{key.name}: {freshness[key].why}" for key in keys if key in freshness and freshness[key].lost]:
        return Standing(_follow(S.COMPLETE, Trigger.UNFOUNDED), None, tuple(lost), waits)
    if undone:
        was = f"its files are again as they were before it was completed at {record.completed.commit[:7]}"
        return Standing(_follow(S.COMPLETE, Trigger.UNDONE), None, (was, *changed), waits, Currency.UNDONE, paths)
    status = S.COMPLETE if record.status is S.COMPLETE else _follow(S.REGRESSED, Trigger.RESTORED)
    if changed:
        on = Footing.EARLIER if redefined else None
        return Standing(status, proof(phase), (_proof(record), *changed), (), Currency.CHANGED, paths, (), on)
    return Standing(status, proof(phase), (_proof(record),), (), Currency.CURRENT)


def proof(phase: PhaseLike) -> Basis:
    """On whose word a phase is complete whose checks have all passed: what a person approved, no check has proved."""
    kinds = {is_approval(check) for check in phase.checks}
    if kinds == {True}:
        return Basis.APPROVED
    return Basis.VERIFIED_AND_APPROVED if True in kinds else Basis.VERIFIED


def _proof(record: PhaseRecord) -> str:
    """What a completion says of itself: no more than that its checks passed for what its commit has."""
    assert record.completed is not None
    again = f", and again in run {record.rechecked.run}" if record.rechecked else ""
    recorded = recorded_at(record)
    was = f"; recorded at {recorded[:7]}, which was rewritten" if recorded else ""
    return f"all checks passed for what {record.completed.commit[:7]} has, in run {record.completed_run}{again}{was}"


_UNSEEN = "{} cannot be known here, because this clone is shallow; for all of it: git fetch --unshallow"


def _holds(answer: Freshness) -> bool:
    """Whether a result speaks of what is there now: the newest, or an earlier one for the same content."""
    return answer.fresh or answer.here is not None


def _contradicts(key: CheckKey, record: PhaseRecord, answer: Freshness | None) -> str:
    """Why the phase is not complete any more by this check; empty when it is, as far as anybody knows.

    Of several results the one for what is there now counts, not the newest.
    """
    known = record.checks.get(key)
    if known is None:
        return ""
    if answer is not None and answer.here is not None:
        found = answer.here
        failed = found.outcome != Outcome.PASSED
        return f"{key.name} did not pass for what is there now, in run {found.run}: {found.summary}" if failed else ""
    if known.outcome is Outcome.PASSED:
        return ""
    return f"{key.name} was run again and did not pass: {known.event.summary}"


def _redefined(key: CheckKey, record: PhaseRecord, answer: Freshness | None) -> str:
    """How the plan asks for something else than what was proved; empty when it does not."""
    if key not in record.checks:
        return f"{key.name} has never been run"
    return f"{key.name}: {answer.why}" if answer is not None and answer.redefined and not _holds(answer) else ""


def _changed(key: CheckKey, answer: Freshness | None) -> str:
    return "" if answer is None or _holds(answer) or answer.redefined else f"{key.name}: {answer.why}"


def _dropped(keys: tuple[CheckKey, ...], phase: PhaseLike, record: PhaseRecord) -> list[str]:
    """Checks that failed since the completion, and that the plan does not have any more: taking one out settles nothing."""
    known = {*keys, *(cell.key for cell in cells_of(phase.id, (*phase.gate, *phase.preflight)))}
    return [
        f"{key.name} did not pass in run {found.run}, and is no longer in the plan: {found.event.summary}"
        for key, found in record.checks.items()
        if key not in known and found.outcome is not Outcome.PASSED
    ]


def _accounted(leaf: str, standing: Standing, touched: Mapping[str, Sequence[str]]) -> Standing:
    """With the phases that changed what its checks look at: those whose own seal says that they changed these files."""
    if standing.currency is not Currency.CHANGED or not standing.changed:
        return standing
    by = {name for path in standing.changed for name in touched.get(path, ()) if name != leaf}
    unknown = any(not set(touched.get(path, ())) - {leaf} for path in standing.changed)
    return standing._replace(changed_by=(*sorted(by, key=natural_key), *([""] if unknown else [])))


def touched_by(state: Fold) -> dict[str, list[str]]:
    """Input → the phases whose seals say that they changed it."""
    touched: dict[str, list[str]] = {}
    for name, record in state.phases.items():
        for seal in record.seals:
            for path in seal.completed.before:
                touched.setdefault(path, []).append(name)
    return touched


def _grounded(leaf: str, standing: Standing, graph: Graph[P], standings: Mapping[str, Standing]) -> Standing:
    """A proof is no stronger than what it stands on: the weakest of that is said beside its own basis."""
    if standing.basis not in PROVEN:
        return standing
    needs = [standings[x] for need in graph.needs(leaf) for x in graph.leaves(need)]
    return standing._replace(on=_weakest([standing.on, *map(_lends, needs)]))


def _lends(need: Standing) -> Footing | None:
    """How what a phase needs weakens it."""
    if need.basis is Basis.CLAIMED or need.on is Footing.CLAIM:
        return Footing.CLAIM
    if need.status is S.SKIPPED or need.on is Footing.SKIP:
        return Footing.SKIP
    shaken = need.on not in (None, Footing.UNSEEN) or "" in need.changed_by or need.status in BROKEN
    return Footing.CHANGED if shaken else None


def _weakest(found: Collection[Footing | None]) -> Footing | None:
    return next((footing for footing in Footing if footing in found), None)


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
    basis, on = _rolled_up(list(kids.values())) if status in DONE else (None, None)
    blocked = tuple(dict.fromkeys(need for kid in kids.values() for need in kid.blocked_by if need not in kids))
    skipped = sum(kid.status is S.SKIPPED for kid in kids.values())
    words = f"{done - skipped} of {len(kids)} sub-phases are complete" + (f", {skipped} skipped" if skipped else "")
    standings[phase_id] = Standing(status, basis, (words,), blocked, on=on)
    return standings[phase_id]


def _rolled_up(kids: list[Standing]) -> tuple[Basis | None, Footing | None]:
    """A parent's basis: a claim among its parts is the word on which all of it rests. And the weakest of what they stand on."""
    bases = {kid.basis for kid in kids if kid.basis}
    if not bases or Basis.CLAIMED in bases:
        return (Basis.CLAIMED if bases else None), None
    skipped = Footing.SKIP if any(kid.status is S.SKIPPED for kid in kids) else None
    on = _weakest([skipped, *(kid.on for kid in kids)])
    return (next(iter(bases)) if len(bases) == 1 else Basis.VERIFIED_AND_APPROVED), on


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
