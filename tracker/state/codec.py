"""The folded journal as plain data and back, exactly, so that a cache can keep it.

The data has no names for what it holds and no version: whoever keeps it keeps it under the version of tracker that made
it, and under the signatures of the journal's files. An event is the list of its values, in the order of its class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.model.cause import Cause
from tracker.model.ids import CheckKey
from tracker.model.log import Log
from tracker.model.status import PhaseStatus
from tracker.state.records import Fold, Measured, Newest, Noted, PhaseRecord, RunRecord, Seal, Tested, Verdict, Written

T = TypeVar("T")
_STATUSES = {str(status): status for status in PhaseStatus}


def to_plain(state: Fold) -> dict[str, Any]:
    """What `json.dumps` takes, and `from_plain` takes back."""
    return {
        "phases": {name: _phase(record) for name, record in state.phases.items()},
        "runs": [[getattr(run, name) for name in _RUN] for run in state.runs.values()],
        "results": state.results,
        "measured": state.measured,
        "rest": [state.damage, state.newest, state.progressed_at, state.frontier, state.missing],
    }


def from_plain(data: dict[str, Any]) -> Fold:
    """The same fold. It takes over the data, which must not be used any more.

    Raises:
        LookupError, TypeError, ValueError: it is not what `to_plain` made.
    """
    damage, newest, progressed_at, frontier, missing = data["rest"]
    state = Fold(tuple(Damage._make(values) for values in damage))
    state.newest, state.progressed_at = newest, progressed_at
    state.frontier, state.missing = frontier, tuple((place, why) for place, why in missing)
    state.phases = {name: _phase_of(values) for name, values in data["phases"].items()}
    state.runs = {values[0]: _run_of(values) for values in data["runs"]}
    state.results = [_tested(values) for values in data["results"]]
    state.measured = [Measured(CheckKey._make(key), *values) for key, *values in data["measured"]]
    return state


# -- runs and results -------------------------------------------------------------------------------------------------

_RUN = ("id", "started_at", "finished_at", "outcome", "seconds", "types", "phases", "commits", "completed", "opened", "start")


def _run_of(values: list[Any]) -> RunRecord:
    run = RunRecord(values[0])
    for name, value in zip(_RUN, values, strict=True):
        setattr(run, name, value)
    run.opened, run.start = _OPENED(values[-2]), _RUN_STARTED(values[-1])
    return run


def _tested(values: list[Any]) -> Tested:
    values[3] = CheckKey._make(values[3])
    return Tested._make(values)


# -- phases -----------------------------------------------------------------------------------------------------------

_AS_THEY_ARE = (
    "reason",
    "runs",
    "started_at",
    "ended_at",
    "completed_at",
    "completed_run",
    "failures",
    "same_failures",
    "seconds",
    "open_steps",
    "attempt",
    "base",
    "first_at",
    "first_run",
)
"""What is the same as JSON."""


def _phase(record: PhaseRecord) -> list[Any]:
    return [
        [getattr(record, name) for name in _AS_THEY_ARE],
        record.status,
        record.failing,
        record.uncommitted,
        sorted(record.unfinished),
        record.completed,
        list(record.checks.items()),
        record.steps,
        record.commits,
        list(record.approvals.items()),
        list(record.elsewhere.items()),
        record.intents,
        _later(record),
    ]


def _later(record: PhaseRecord) -> list[Any]:
    """What a phase has once it was begun."""
    return [
        [record.begun, record.rechecked, record.reopened, record.proved],
        record.criteria,
        [[*seal[:-1], list(seal.checks.items())] for seal in record.seals],
        [list(record.witnesses), list(record.agreed), list(record.notes)],
        [[key, list(verdicts.items())] for key, verdicts in record.past.items()],
        list(record.rivals.items()),
        record.rewritten,
        record.undelivered,
    ]


def _later_of(record: PhaseRecord, values: list[Any]) -> None:
    single, criteria, seals, (witnesses, agreed, notes), past, rivals, rewritten, undelivered = values
    begun, rechecked, reopened, proved = single
    record.begun, record.rechecked = _noted(_BEGUN, begun), _noted(_COMPLETED, rechecked)
    record.reopened, record.proved = _noted(_REOPENED, reopened), _PROVED(proved)
    record.rewritten = rewritten
    record.undelivered = None if undelivered is None else tuple(undelivered)
    record.criteria = [(at, run, digest) for at, run, digest in criteria]
    record.seals = [_seal(seal) for seal in seals]
    record.witnesses = [_noted(_WITNESSED, known) for known in witnesses]
    record.agreed = [_noted(_AGREED, known) for known in agreed]
    record.notes = [Written(name, _NOTE(event), at, run) for name, event, at, run in notes]
    record.past = {
        CheckKey._make(key): {content: Verdict._make(verdict) for content, verdict in verdicts} for key, verdicts in past
    }
    record.rivals = {CheckKey._make(key): [_newest(_CHECK, known) for known in unseen] for key, unseen in rivals}


def _seal(values: list[Any]) -> Seal:
    completed, at, run, attempt, criteria, checks = values
    results = {CheckKey._make(key): _newest(_CHECK, known) for key, known in checks}
    return Seal(_COMPLETED(completed), at, run, attempt, criteria, results)


def _noted(event_of: Callable[[Any], Any], values: list[Any] | None) -> Any:
    if values is None:
        return None
    event, at, run = values
    return Noted(event_of(event), at, run)


def _phase_of(values: list[Any]) -> PhaseRecord:
    record = PhaseRecord()
    same, status, failing, uncommitted, unfinished, completed, checks, steps, commits, approvals, elsewhere, intents, later = (
        values
    )
    for name, value in zip(_AS_THEY_ARE, same, strict=True):
        setattr(record, name, value)
    record.status = _STATUSES[status]
    record.completed = _COMPLETED(completed)
    _later_of(record, later)
    record.checks = {CheckKey._make(key): _newest(_CHECK, known) for key, known in checks}
    record.steps = {name: _newest(_STEP, known) for name, known in steps.items()}
    record.commits = [_COMMIT(values) for values in commits]
    if failing or uncommitted or unfinished or approvals or elsewhere or intents:
        record.failing = tuple((name, why) for name, why in failing)
        record.uncommitted = tuple(uncommitted)
        record.unfinished = {(kind, name) for kind, name in unfinished}
        record.approvals = {(check, definition): (_APPROVAL(given), at) for (check, definition), (given, at) in approvals}
        record.elsewhere = {CheckKey._make(key): _newest(_GIVEN, known) for key, known in elsewhere}
        record.intents = [(run, _INTENT(intent)) for run, intent in intents]
    return record


def _newest(event_of: Callable[[Any], Any], values: list[Any]) -> Any:
    event, at, run = values
    return Newest(event_of(event), at, run)


# -- events -----------------------------------------------------------------------------------------------------------


def _reader(kind: type[T]) -> Callable[[Any], T]:
    """What makes an event of the list of its values; None stays None."""
    made: Any = kind
    hints = list(made.__annotations__.values())
    tuples = [n for n, hint in enumerate(hints) if hint == tuple[str, ...]]
    logs = [n for n, hint in enumerate(hints) if hint == Log | None]
    causes = [n for n, hint in enumerate(hints) if hint == tuple[Cause, ...]]

    def read(values: list[Any] | None) -> T:
        if values is None:
            return cast("T", None)
        for n in tuples:
            values[n] = tuple(values[n])
        for n in logs:
            values[n] = values[n] and Log._make(values[n])
        for n in causes:
            values[n] = tuple(Cause(failures, title, place, tuple(tests)) for failures, title, place, tests in values[n])
        return cast("T", made._make(values))

    return read


_OPENED = _reader(e.JournalOpened)
_RUN_STARTED = _reader(e.RunStarted)
_COMPLETED = _reader(e.PhaseCompleted)
_BEGUN = _reader(e.PhaseBegun)
_REOPENED = _reader(e.PhaseReopened)
_PROVED = _reader(e.PhaseProved)
_WITNESSED = _reader(e.SealWitnessed)
_NOTE = _reader(e.NoteAdded)
_AGREED = _reader(e.CriteriaApproved)
_CHECK = _reader(e.CheckFinished)
_STEP = _reader(e.StepFinished)
_COMMIT = _reader(e.CommitRecorded)
_APPROVAL = _reader(e.ApprovalGiven)
_GIVEN = _reader(e.ResultsRecorded)
_INTENT = _reader(e.CommitIntended)
