"""fold(events) → what the journal says, phase by phase. Knows nothing of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.model.ids import CheckKey
from tracker.model.status import Outcome, PhaseStatus
from tracker.state.figures import of_check, of_replay
from tracker.state.found import follow_seal
from tracker.state.records import (
    CheckRecord,
    Fold,
    Newest,
    Noted,
    PhaseRecord,
    RunRecord,
    Seal,
    Tested,
    Verdict,
    Written,
    content_of,
)
from tracker.state.table import Trigger, follow

_UNSHOWN = (e.JournalOpened, e.RunStarted, e.RunFinished, e.StepStarted, e.CheckStarted, e.CommitIntended, e.CommitRecorded)
"""What documents do not show, or what happens only after they were written."""


_Tell = Callable[[Fold, PhaseRecord, RunRecord, Any, e.Recorded], None]

REMEMBERED = 32
"""For how many contents the newest result of a check is kept."""


def fold(events: Iterable[e.Recorded], damage: Iterable[Damage] = ()) -> Fold:
    """Fold events, given in the order in which they happened."""
    result = Fold(tuple(damage))
    for recorded in events:
        apply(result, recorded)
    return result


def apply(state: Fold, recorded: e.Recorded) -> None:
    """Take one more event in, as a run does with its own."""
    event = recorded.event
    run = state.runs.get(recorded.run)
    if run is None:
        run = state.runs[recorded.run] = RunRecord(recorded.run, recorded.at)
    kind = recorded.type
    run.types[kind] = run.types.get(kind, 0) + 1
    at = recorded.at
    state.newest = max(state.newest, at)
    if isinstance(event, e.Newer):
        return
    if at > state.progressed_at and not isinstance(event, _UNSHOWN):
        state.progressed_at = at
    tell = _TOLD.get(type(event))
    if tell is not None:
        _tell(state, run, recorded, tell)
        return
    match event:
        case e.JournalOpened():
            run.opened = event
        case e.RunStarted():
            run.start = event
        case e.RunInterrupted():
            run.outcome, run.finished_at = "interrupted", at
            _interrupt(state, run.id, at, event.reason)
        case e.RunFinished():
            run.outcome, run.finished_at, run.seconds = event.outcome, at, event.seconds


def _interrupt(state: Fold, run: str, at: str, reason: str) -> None:
    for record in state.phases.values():
        if record.runs and record.runs[-1] == run and record.status is PhaseStatus.RUNNING:
            _move(record, Trigger.INTERRUPTED, at, reason)


def _tell(state: Fold, run: RunRecord, recorded: e.Recorded, tell: _Tell) -> None:
    event: Any = recorded.event
    record = state.phases.get(event.phase)
    if record is None:
        record = state.phases[event.phase] = PhaseRecord()
    run.phases[event.phase] = None
    tell(state, record, run, event, recorded)


def _tell_started(_: Fold, record: PhaseRecord, run: RunRecord, event: e.PhaseStarted, recorded: e.Recorded) -> None:
    _start(record, run, recorded.at, event)


def _tell_begun(_: Fold, record: PhaseRecord, run: RunRecord, event: e.PhaseBegun, recorded: e.Recorded) -> None:
    record.begun, record.base = Noted(event, recorded.at, run.id), event.base
    _criteria(record, event.criteria, recorded.at, run.id)


def _tell_reopened(_: Fold, record: PhaseRecord, run: RunRecord, event: e.PhaseReopened, recorded: e.Recorded) -> None:
    _reopen(record, Noted(event, recorded.at, run.id))


def _tell_proved(_: Fold, record: PhaseRecord, _run: RunRecord, event: e.PhaseProved, recorded: e.Recorded) -> None:
    _prove(record, event, recorded.at)


def _tell_witnessed(state: Fold, record: PhaseRecord, run: RunRecord, event: e.SealWitnessed, recorded: e.Recorded) -> None:
    record.witnesses.append(Noted(event, recorded.at, run.id))
    for replayed in of_replay(record, event, recorded.at, run.id):
        state.measure(replayed)


def _tell_found(_: Fold, record: PhaseRecord, _run: RunRecord, event: e.SealFound, _recorded: e.Recorded) -> None:
    follow_seal(record, event)


def _tell_agreed(_: Fold, record: PhaseRecord, run: RunRecord, event: e.CriteriaApproved, recorded: e.Recorded) -> None:
    record.agreed.append(Noted(event, recorded.at, run.id))
    if record.status is PhaseStatus.AWAITING_APPROVAL:
        record.reason = f"{event.by} agreed to its criteria: the next run goes on"


def _tell_step_started(_: Fold, record: PhaseRecord, run: RunRecord, event: e.StepStarted, _recorded: e.Recorded) -> None:
    record.unfinished.add(("step", event.step))
    record.open_steps.setdefault(event.step, run.id)


def _tell_step_finished(_: Fold, record: PhaseRecord, run: RunRecord, event: e.StepFinished, recorded: e.Recorded) -> None:
    record.unfinished.discard(("step", event.step))
    record.open_steps.pop(event.step, None)
    record.steps[event.step] = Newest(event, recorded.at, run.id)


def _tell_check_started(_: Fold, record: PhaseRecord, _run: RunRecord, event: e.CheckStarted, _recorded: e.Recorded) -> None:
    record.unfinished.add(("check", _named(event.key)))


def _tell_check_finished(
    state: Fold, record: PhaseRecord, run: RunRecord, event: e.CheckFinished, recorded: e.Recorded
) -> None:
    key = event.key
    record.unfinished.discard(("check", _named(key)))
    newest = Newest(event, recorded.at, run.id)
    _rival(state, record, key, newest)
    before = record.checks.get(key)
    record.checks[key] = newest
    _remember(record, newest, key, before)
    _keep_tests(state, event, recorded)
    if event.facts and (figures := of_check(record, event, recorded.at, run.id)):
        state.measure(figures)


@lru_cache(maxsize=1 << 16)
def _named(key: CheckKey) -> str:
    return key.name


def _tell_approved(_: Fold, record: PhaseRecord, _run: RunRecord, event: e.ApprovalGiven, recorded: e.Recorded) -> None:
    record.approvals[(event.check, event.definition)] = (event, recorded.at)
    _answer(record, event)


def _tell_recorded(state: Fold, record: PhaseRecord, run: RunRecord, event: e.ResultsRecorded, recorded: e.Recorded) -> None:
    record.elsewhere[event.key] = Newest(event, recorded.at, run.id)
    _keep_tests(state, event, recorded)


def _tell_note(_: Fold, record: PhaseRecord, run: RunRecord, event: e.NoteAdded, recorded: e.Recorded) -> None:
    record.notes.append(Written(recorded.id, event, recorded.at, run.id))


def _tell_intended(_: Fold, record: PhaseRecord, run: RunRecord, event: e.CommitIntended, _recorded: e.Recorded) -> None:
    record.intents.append((run.id, event))


def _tell_committed(_: Fold, record: PhaseRecord, run: RunRecord, event: e.CommitRecorded, _recorded: e.Recorded) -> None:
    run.commits.append(event.commit)
    _commit(record, event)


def _tell_completed(_: Fold, record: PhaseRecord, run: RunRecord, event: e.PhaseCompleted, recorded: e.Recorded) -> None:
    run.completed[event.phase] = event.commit
    _complete(record, event, recorded.at, run.id)


def _tell_failed(_: Fold, record: PhaseRecord, run: RunRecord, event: e.PhaseFailed, recorded: e.Recorded) -> None:
    _fail(record, event, recorded.at, run.id)


def _tell_paused(_: Fold, record: PhaseRecord, _run: RunRecord, event: e.PhasePaused, recorded: e.Recorded) -> None:
    _move(record, Trigger.PAUSED, recorded.at, event.awaits)


_TOLD: dict[type[Any], _Tell] = {
    e.PhaseStarted: _tell_started,
    e.PhaseBegun: _tell_begun,
    e.PhaseReopened: _tell_reopened,
    e.PhaseProved: _tell_proved,
    e.SealWitnessed: _tell_witnessed,
    e.SealFound: _tell_found,
    e.CriteriaApproved: _tell_agreed,
    e.StepStarted: _tell_step_started,
    e.StepFinished: _tell_step_finished,
    e.CheckStarted: _tell_check_started,
    e.CheckFinished: _tell_check_finished,
    e.ApprovalGiven: _tell_approved,
    e.ResultsRecorded: _tell_recorded,
    e.NoteAdded: _tell_note,
    e.CommitIntended: _tell_intended,
    e.CommitRecorded: _tell_committed,
    e.PhaseCompleted: _tell_completed,
    e.PhaseFailed: _tell_failed,
    e.PhasePaused: _tell_paused,
}
"""What each event of a phase says of it."""


def _move(record: PhaseRecord, trigger: Trigger, at: str, reason: str) -> None:
    """Move along the table. An end that another run's end overtook starts from running, as it did in its own run."""
    following = follow(record.status, trigger) or follow(PhaseStatus.RUNNING, trigger)
    record.status = following or record.status
    record.reason = reason
    record.ended_at = at


def _start(record: PhaseRecord, run: RunRecord, at: str, event: e.PhaseStarted) -> None:
    _move(record, Trigger.STARTED, "", event.why)
    _criteria(record, event.criteria, at, run.id)
    record.base = record.base or (run.start.commit if run.start else "")
    record.proved = None
    record.started_at = at
    if not record.first_at:
        record.first_at, record.first_run = at, run.id
    if record.runs[-1:] != [run.id]:  # once, also where a run carried out several phases that are one by now
        record.runs.append(run.id)
    record.unfinished.clear()
    record.uncommitted = ()


def _keep_tests(state: Fold, event: e.CheckFinished | e.ResultsRecorded, recorded: e.Recorded) -> None:
    if event.tests:
        elsewhere = isinstance(event, e.ResultsRecorded)
        state.results.append(
            Tested(recorded.id, recorded.at, recorded.run, event.key, event.tests, event.commit, elsewhere=elsewhere)
        )


def _commit(record: PhaseRecord, event: e.CommitRecorded) -> None:
    record.intents = [(by, intent) for by, intent in record.intents if intent.purpose != event.purpose]
    if all(known.commit != event.commit for known in record.commits):
        record.commits.append(event)


def _rival(state: Fold, record: PhaseRecord, key: CheckKey, newest: CheckRecord) -> None:
    """Keep results beside the newest one while its run could not see them: no clock decides between two branches."""
    known = record.checks.get(key)
    if known is None or known.run == newest.run:
        return
    others = [*record.rivals.pop(key, ()), known]
    unseen = [other for other in others if state.ancestry.concurrent(newest.run, other.run)]
    if unseen:
        record.rivals[key] = unseen


def _remember(record: PhaseRecord, newest: CheckRecord, key: CheckKey, before: CheckRecord | None) -> None:
    """Keep what a check found for this very content, also once it has looked at another."""
    event = newest.event
    verdicts = record.past.setdefault(key, {})
    if before is not None and verdicts and _about(before.event) == _about(event):
        content = next(reversed(verdicts))  # the content of the result before, which is the last
    else:
        content = content_of(event.definition, event.inputs, event.variables)
    verdicts.pop(content, None)  # the newest is the last
    verdicts[content] = Verdict(event.outcome, event.summary, newest.at, newest.run)
    if len(verdicts) > REMEMBERED:
        del verdicts[next(iter(verdicts))]


def _about(event: e.CheckFinished) -> tuple[object, ...]:
    return event.definition, event.inputs, event.variables


def _answer(record: PhaseRecord, given: e.ApprovalGiven) -> None:
    """A phase that waited for just this goes on with the next run."""
    waiting = [known.event.awaits for key, known in record.checks.items() if known.event.awaits and key.check != given.check]
    if record.status is PhaseStatus.AWAITING_APPROVAL:
        record.reason = waiting[0] if waiting else f"approved by {given.by}: the next run goes on"


def _criteria(record: PhaseRecord, criteria: str, at: str, run: str) -> None:
    """Remember by which criteria the phase is judged from now on, where they are others than before."""
    if criteria and (not record.criteria or record.criteria[-1][2] != criteria):
        record.criteria.append((at, run, criteria))


def _reopen(record: PhaseRecord, reopened: Noted[e.PhaseReopened]) -> None:
    """The next attempt: nothing that was found before counts for it, and everything that was sealed stays."""
    _move(record, Trigger.REOPENED, reopened.at, f"reopened: {reopened.event.why}")
    record.attempt += 1
    record.reopened = reopened
    record.begun = record.rechecked = record.completed = record.proved = record.undelivered = None
    record.completed_at = record.completed_run = record.base = record.first_at = record.first_run = ""
    record.failures = record.same_failures = 0
    record.failing = ()
    record.criteria.clear()
    record.checks.clear()
    record.steps.clear()
    record.past.clear()
    record.rivals.clear()
    record.approvals.clear()


def _prove(record: PhaseRecord, event: e.PhaseProved, at: str) -> None:
    _move(record, Trigger.PROVED, at, f"proved, not committed: {', '.join(event.uncommitted)}")
    record.proved = event
    record.undelivered = ()
    record.seconds = event.seconds
    record.uncommitted = event.uncommitted
    record.failures = record.same_failures = 0
    record.failing = ()


def _is_sealed(record: PhaseRecord) -> bool:
    """Whether the present attempt has a seal by just these checks: then what passes now is a re-check."""
    seal = record.seals[-1] if record.seals else None
    if seal is None or seal.attempt != record.attempt:
        return False
    return {key: known.event.definition for key, known in seal.checks.items()} == {
        key: known.event.definition for key, known in record.checks.items()
    }


def _complete(record: PhaseRecord, event: e.PhaseCompleted, at: str, run: str) -> None:
    """The first completion of an attempt, or one by other checks than the last, is a seal; any other a re-check."""
    _move(record, Trigger.COMPLETED, at, "all checks passed")
    record.proved = None
    record.undelivered = ()
    # What did not pass is none of the phase's checks any more, or it could not be complete.
    record.checks = {key: known for key, known in record.checks.items() if known.outcome is Outcome.PASSED}
    if _is_sealed(record):
        record.rechecked = Noted(event, at, run)
    else:
        criteria = record.criteria[-1][2] if record.criteria else ""
        record.seals.append(Seal(event, at, run, record.attempt, criteria, dict(record.checks)))
        record.rechecked = None
        record.completed, record.completed_at, record.completed_run = event, at, run
    record.seconds = event.seconds
    record.failures = record.same_failures = 0
    record.failing = ()


def _fail(record: PhaseRecord, event: e.PhaseFailed, at: str, run: str) -> None:
    _move(record, Trigger.RELAPSED if record.completed else Trigger.FAILED, at, event.reason)
    record.seconds = event.seconds
    if record.runs[-1:] == [run]:
        record.uncommitted = event.uncommitted
    record.undelivered = event.undelivered
    record.failures += 1
    failing = _failing(record, run)
    record.same_failures = record.same_failures + 1 if failing == record.failing else 1
    record.failing = failing


def _failing(record: PhaseRecord, run: str) -> tuple[tuple[str, str], ...]:
    """What did not pass in a run. Only a failure's summary counts: those of errors have durations in them."""
    ends: list[tuple[str, e.StepFinished | e.CheckFinished]] = []
    ends += [(f"step {name}", known.event) for name, known in record.steps.items() if known.run == run]
    ends += [(key.name, known.event) for key, known in record.checks.items() if known.run == run]
    bad = [(name, event) for name, event in ends if event.outcome != Outcome.PASSED]
    return tuple(sorted((name, event.summary if event.outcome == Outcome.FAILED else event.outcome) for name, event in bad))
