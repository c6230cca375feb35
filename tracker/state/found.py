"""Seals whose commit was rewritten: the same completion, at the commit that holds what was proved now."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from tracker.journal import events as e
from tracker.state.records import Fold, Noted, PhaseRecord


def follow_seal(record: PhaseRecord, event: e.SealFound) -> None:
    """Name the commit that was found wherever the phase names the one that is gone. What is replaced is new: nothing is changed
    that another record may share.
    """
    if event.commit not in sealed_at(record):
        return  # it stands there already
    rewritten = dict(record.rewritten)
    recorded = rewritten.pop(event.commit, event.commit)
    record.rewritten = rewritten if recorded == event.found else {**rewritten, event.found: recorded}
    record.seals = [seal._replace(completed=_moved(seal.completed, event)) for seal in record.seals]
    if record.completed is not None:
        record.completed = _moved(record.completed, event)
    if record.rechecked is not None:
        known = record.rechecked
        record.rechecked = Noted(_moved(known.event, event), known.at, known.run)
    record.commits = [made._replace(commit=event.commits.get(made.commit, made.commit)) for made in record.commits]


def sealed_at(record: PhaseRecord) -> tuple[str, ...]:
    """The commits that a phase's completions name, the newest first."""
    newest = [record.rechecked.event.commit] if record.rechecked is not None else []
    return tuple(dict.fromkeys([*newest, *(seal.completed.commit for seal in reversed(record.seals))]))


def _moved(completed: e.PhaseCompleted, event: e.SealFound) -> e.PhaseCompleted:
    if completed.commit != event.commit:
        return completed
    return completed._replace(commit=event.found, tree=event.tree or completed.tree)


def relocated(state: Fold, found: Iterable[e.SealFound]) -> Fold:
    """The journal's fold as if these had been recorded; the one that is given stays as it is."""
    events = tuple(found)
    if not events:
        return state
    made = copy(state)
    made.phases = dict(state.phases)
    for event in events:
        record = made.phases[event.phase] = copy(made.phases[event.phase])
        follow_seal(record, event)
    return made


def recorded_at(record: PhaseRecord) -> str:
    """The commit that the present completion named when it was made, where that was rewritten; empty where it was not."""
    if record.completed is None:
        return ""
    return record.rewritten.get(record.completed.commit, "")
