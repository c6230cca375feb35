"""What an earlier tracker recorded means what it meant then, for ever. A folder is called after the version that wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.events import read, typed
from tracker.journal.damage import Damage
from tracker.journal.events import Recorded
from tracker.state import Fold, PhaseRecord, fold
from tracker.state.codec import from_plain, to_plain

FIXTURES = Path(__file__).parent / "fixtures"


def journal(folder: Path) -> tuple[list[Recorded], list[Damage]]:
    """Every event of every file, in order, and what is damaged."""
    found = [read(file.read_bytes(), file.stem[11:], file.name) for file in sorted(folder.glob("*.jsonl"))]
    return sorted((r for events, _ in found for r in events), key=lambda r: r.id), [d for _, damage in found for d in damage]


def meaning(state: Fold) -> dict[str, Any]:
    """All that follows from a journal, as JSON."""
    made = {
        "newest": state.newest,
        "damage": [[d.place, d.why, d.torn] for d in state.damage],
        "runs": [
            [r.id, r.started_at, r.finished_at, r.outcome, r.seconds, r.start and r.start.phases] for r in state.runs.values()
        ],
        "phases": {name: _phase(record) for name, record in state.phases.items()},
    }
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def _phase(record: PhaseRecord) -> dict[str, Any]:
    done = record.completed
    return {
        "status": record.status,
        "reason": record.reason,
        "runs": record.runs,
        "times": [record.started_at, record.ended_at, record.seconds],
        "completed": done and [done.commit, done.seconds, done.uncommitted, record.completed_at, record.completed_run],
        "failures": [record.failures, record.same_failures, record.failing],
        "checks": {"/".join(key): _check(known) for key, known in record.checks.items()},
        "steps": {
            name: [k.at, k.run, k.event.outcome, k.event.changed, k.event.programs, k.event.log and k.event.log.head]
            for name, k in record.steps.items()
        },
        "commits": [[c.commit, c.purpose, c.files, c.paths, c.author] for c in record.commits],
        "approvals": {"/".join(key): [event.by, event.note, at] for key, (event, at) in record.approvals.items()},
        "elsewhere": {"/".join(key): [k.at, k.run, k.event.source, k.event.tests] for key, k in record.elsewhere.items()},
        "unfinished": sorted(record.unfinished),
        "open_steps": record.open_steps,
        "intents": [[run, event.purpose, event.subject] for run, event in record.intents],
    }


def _check(known: Any) -> list[Any]:
    event = known.event
    return [
        known.at, known.run, known.outcome, event.definition, event.inputs, event.summary, event.commit, event.changes,
        event.details, event.facts, event.tests, event.awaits, event.attempts, event.flaky, event.log and event.log.tail,
    ]  # fmt: skip


@pytest.mark.parametrize("folder", [path for path in FIXTURES.iterdir() if path.is_dir()], ids=lambda path: path.name)
def test_a_recorded_journal_means_what_it_always_meant(folder: Path) -> None:
    assert meaning(fold(*journal(folder))) == json.loads((folder / "meaning.json").read_text())


@pytest.mark.parametrize("folder", [*FIXTURES.iterdir(), ROOT / ".tracker/journal"], ids=lambda path: path.name)
def test_a_recorded_journal_is_the_same_after_it_was_kept_as_plain_data(folder: Path) -> None:
    state = fold(*journal(folder))
    assert state.phases
    assert typed(from_plain(json.loads(json.dumps(to_plain(state))))) == typed(state)
