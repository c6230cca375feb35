"""fold(events) → what the journal says, phase by phase. Knows nothing of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tracker.journal import events as e
from tracker.journal.codec import Damage
from tracker.model.ids import CheckKey, Variant
from tracker.model.status import Outcome, PhaseStatus
from tracker.state.table import Trigger, follow


@dataclass(slots=True)
class CheckRecord:
    """The newest result of one check in one variant."""

    event: e.CheckFinished
    at: str
    run: str

    @property
    def outcome(self) -> Outcome:
        """As recorded."""
        return Outcome(self.event.outcome)


@dataclass(slots=True)
class ElsewhereRecord:
    """The newest results of one check in one variant that were made elsewhere."""

    event: e.ResultsRecorded
    at: str
    run: str


@dataclass(slots=True)
class StepRecord:
    """The newest end of one step."""

    event: e.StepFinished
    at: str
    run: str


@dataclass(slots=True)
class PhaseRecord:
    """What the journal says about one phase."""

    status: PhaseStatus = PhaseStatus.PENDING
    """The recorded status; the derived one may differ (`tracker.state.derive`)."""
    reason: str = ""
    runs: list[str] = field(default_factory=list)
    """Runs that started it, oldest first."""
    started_at: str = ""
    ended_at: str = ""
    completed: e.PhaseCompleted | None = None
    """The newest completion, also when a later run failed."""
    completed_at: str = ""
    completed_run: str = ""
    failures: int = 0
    """Failed runs since the last completion."""
    failing: tuple[tuple[str, str], ...] = ()
    """What did not pass in the newest failed run, each with its outcome and, for a failure, its summary."""
    same_failures: int = 0
    """Failed runs in a row with just that."""
    seconds: float = 0.0
    """Of the newest run that ended."""
    checks: dict[CheckKey, CheckRecord] = field(default_factory=dict)
    steps: dict[str, StepRecord] = field(default_factory=dict)
    commits: list[e.CommitRecorded] = field(default_factory=list)
    approvals: dict[tuple[str, str], tuple[e.ApprovalGiven, str]] = field(default_factory=dict)
    """(check, definition) → the approval and when it was given."""
    elsewhere: dict[CheckKey, ElsewhereRecord] = field(default_factory=dict)
    """Results that were handed in. No status follows from them."""
    unfinished: set[tuple[str, str]] = field(default_factory=set)
    """(`step` or `check`, name) that started in the newest run and has not finished."""
    open_steps: dict[str, str] = field(default_factory=dict)
    """Step → the first run that started it since it last finished, for those that did not finish again."""
    intents: list[tuple[str, e.CommitIntended]] = field(default_factory=list)
    """(run, intent) of commits that were intended and not recorded."""


@dataclass(slots=True)
class RunRecord:
    """What the journal says about one run."""

    id: str
    started_at: str = ""
    """Of its first event."""
    finished_at: str = ""
    start: e.RunStarted | None = None
    outcome: str = ""
    """`passed`, `failed`, `pending`, `interrupted`, or empty while it is not known."""
    seconds: float = 0.0
    events: list[e.Recorded] = field(default_factory=list)


@dataclass(slots=True)
class Fold:
    """The whole journal, folded."""

    phases: dict[str, PhaseRecord] = field(default_factory=dict)
    runs: dict[str, RunRecord] = field(default_factory=dict)
    damage: tuple[Damage, ...] = ()
    newest: str = ""
    """When the newest event happened."""

    def phase(self, phase_id: str) -> PhaseRecord:
        """What is recorded; an empty record when nothing is."""
        return self.phases.get(phase_id) or PhaseRecord()

    def check(self, key: CheckKey) -> CheckRecord | None:
        """The newest result."""
        return self.phase(key.phase).checks.get(key)


def fold(events: Iterable[e.Recorded], damage: Iterable[Damage] = ()) -> Fold:
    """Fold events, given in the order in which they happened."""
    result = Fold(damage=tuple(damage))
    for recorded in events:
        apply(result, recorded)
    return result


def apply(state: Fold, recorded: e.Recorded) -> None:
    """Take one more event in, as a run does with its own."""
    run = state.runs.get(recorded.run)
    if run is None:
        run = state.runs[recorded.run] = RunRecord(recorded.run, recorded.at)
    run.events.append(recorded)
    handler = _HANDLERS.get(type(recorded.event))
    if handler is not None:
        handler(state, run, recorded)
    state.newest = max(state.newest, recorded.at)


def _phase(state: Fold, phase_id: str) -> PhaseRecord:
    record = state.phases.get(phase_id)
    if record is None:
        record = state.phases[phase_id] = PhaseRecord()
    return record


def _move(record: PhaseRecord, trigger: Trigger, at: str, reason: str) -> None:
    """Move along the table. An end that another run's end overtook starts from running, as it did in its own run."""
    following = follow(record.status, trigger) or follow(PhaseStatus.RUNNING, trigger)
    if following is PhaseStatus.FAILED and record.completed is not None:
        following = PhaseStatus.REGRESSED
    record.status = following or record.status
    record.reason = reason
    record.ended_at = at


def _run_started(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del state
    assert isinstance(recorded.event, e.RunStarted)
    run.start = recorded.event


def _phase_started(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.PhaseStarted)
    record = _phase(state, recorded.event.phase)
    _move(record, Trigger.STARTED, "", recorded.event.why)
    record.started_at = recorded.at
    record.runs.append(run.id)
    record.unfinished.clear()


def _step_started(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.StepStarted)
    record = _phase(state, recorded.event.phase)
    record.unfinished.add(("step", recorded.event.step))
    record.open_steps.setdefault(recorded.event.step, run.id)


def _step_finished(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.StepFinished)
    record = _phase(state, recorded.event.phase)
    record.unfinished.discard(("step", recorded.event.step))
    record.open_steps.pop(recorded.event.step, None)
    record.steps[recorded.event.step] = StepRecord(recorded.event, recorded.at, run.id)


def _key(event: e.CheckStarted | e.CheckFinished | e.ResultsRecorded) -> CheckKey:
    return CheckKey(event.phase, event.check, Variant.of(event.variant).key)


def _check_started(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del run
    assert isinstance(recorded.event, e.CheckStarted)
    _phase(state, recorded.event.phase).unfinished.add(("check", _key(recorded.event).name))


def _check_finished(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.CheckFinished)
    key = _key(recorded.event)
    record = _phase(state, key.phase)
    record.unfinished.discard(("check", key.name))
    record.checks[key] = CheckRecord(recorded.event, recorded.at, run.id)


def _approval_given(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del run
    event = recorded.event
    assert isinstance(event, e.ApprovalGiven)
    _phase(state, event.phase).approvals[(event.check, event.definition)] = (event, recorded.at)


def _results_recorded(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.ResultsRecorded)
    key = _key(recorded.event)
    _phase(state, key.phase).elsewhere[key] = ElsewhereRecord(recorded.event, recorded.at, run.id)


def _commit_intended(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.CommitIntended)
    _phase(state, recorded.event.phase).intents.append((run.id, recorded.event))


def _commit_recorded(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del run
    event = recorded.event
    assert isinstance(event, e.CommitRecorded)
    record = _phase(state, event.phase)
    record.intents = [(by, intent) for by, intent in record.intents if intent.purpose != event.purpose]
    if all(known.commit != event.commit for known in record.commits):
        record.commits.append(event)


def _phase_completed(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    event = recorded.event
    assert isinstance(event, e.PhaseCompleted)
    record = _phase(state, event.phase)
    _move(record, Trigger.COMPLETED, recorded.at, "all checks passed")
    record.completed, record.completed_at, record.completed_run = event, recorded.at, run.id
    record.seconds = event.seconds
    record.failures = record.same_failures = 0
    record.failing = ()


def _failing(record: PhaseRecord, run: str) -> tuple[tuple[str, str], ...]:
    """What did not pass in a run. Only a failure's summary counts: those of errors have durations in them."""
    ends = [(f"step {name}", known.event, known.run) for name, known in record.steps.items()]
    ends += [(key.name, known.event, known.run) for key, known in record.checks.items()]  # type: ignore[misc]
    bad = [(name, event) for name, event, by in ends if by == run and event.outcome != Outcome.PASSED]
    return tuple(sorted((name, event.summary if event.outcome == Outcome.FAILED else event.outcome) for name, event in bad))


def _phase_failed(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    event = recorded.event
    assert isinstance(event, e.PhaseFailed)
    record = _phase(state, event.phase)
    _move(record, Trigger.FAILED, recorded.at, event.reason)
    record.seconds = event.seconds
    record.failures += 1
    failing = _failing(record, run.id)
    record.same_failures = record.same_failures + 1 if failing == record.failing else 1
    record.failing = failing


def _phase_paused(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del run
    assert isinstance(recorded.event, e.PhasePaused)
    _move(_phase(state, recorded.event.phase), Trigger.PAUSED, recorded.at, recorded.event.awaits)


def _run_interrupted(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    assert isinstance(recorded.event, e.RunInterrupted)
    run.outcome, run.finished_at = "interrupted", recorded.at
    for record in state.phases.values():
        if record.runs and record.runs[-1] == run.id and record.status is PhaseStatus.RUNNING:
            _move(record, Trigger.INTERRUPTED, recorded.at, recorded.event.reason)


def _run_finished(state: Fold, run: RunRecord, recorded: e.Recorded) -> None:
    del state
    assert isinstance(recorded.event, e.RunFinished)
    run.outcome, run.finished_at, run.seconds = recorded.event.outcome, recorded.at, recorded.event.seconds


_HANDLERS: dict[type[Any], Callable[[Fold, RunRecord, e.Recorded], None]] = {
    e.RunStarted: _run_started,
    e.PhaseStarted: _phase_started,
    e.StepStarted: _step_started,
    e.StepFinished: _step_finished,
    e.CheckStarted: _check_started,
    e.CheckFinished: _check_finished,
    e.ApprovalGiven: _approval_given,
    e.ResultsRecorded: _results_recorded,
    e.CommitIntended: _commit_intended,
    e.CommitRecorded: _commit_recorded,
    e.PhaseCompleted: _phase_completed,
    e.PhaseFailed: _phase_failed,
    e.PhasePaused: _phase_paused,
    e.RunInterrupted: _run_interrupted,
    e.RunFinished: _run_finished,
}
