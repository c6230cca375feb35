"""The commit that has what a result is about, which is not HEAD while the check ran where the work was committed after it."""

from __future__ import annotations

from tracker.model.ids import CheckKey
from tracker.state.records import CheckRecord, PhaseRecord


def commit_of(record: PhaseRecord, key: CheckKey, known: CheckRecord) -> str:
    """The commit that has the content of a result; empty where none is known to.

    A completion's commit has what it rests on, and so has that of a re-check; HEAD has it where nothing differed from it.
    """
    for seal in reversed(record.seals):
        result = seal.checks.get(key)
        if result is not None and (result.at, result.run) == (known.at, known.run):
            return seal.completed.commit
    if record.rechecked is not None and record.rechecked.run == known.run and record.checks.get(key) == known:
        return record.rechecked.event.commit
    return known.event.commit if not known.event.changes else ""


def where_of(record: PhaseRecord, key: CheckKey, known: CheckRecord) -> str:
    """` at `abc1234``, or that the work tree was ahead of the commit; empty where nothing is known."""
    commit = commit_of(record, key, known)
    if commit:
        return f" at `{commit[:7]}`"
    count = known.event.changes
    return f" on `{known.event.commit[:7]}` with {count} changed file{'s' if count > 1 else ''}" if known.event.commit else ""
