"""The figures of results and replays, as the fold keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.journal import events as e
from tracker.model.ids import CheckKey
from tracker.state.records import Measured, PhaseRecord

_SCORE = r"(?:[a-z]+: )?(\d+) of (\d+) passed((?:, \d+ [a-z]+)*)"
_TESTS = ("passed", "failed", "errors", "skipped", "total")


def of_check(record: PhaseRecord, event: e.CheckFinished, at: str, run: str) -> Measured | None:
    """What a result measured; None when it has no figures."""
    numbers = ((name, value) for name, value in event.facts.items() if isinstance(value, int | float))
    figures = {name: value for name, value in numbers if not isinstance(value, bool)}
    if not figures:
        return None
    return Measured(
        event.key,
        figures,
        at,
        run,
        event.commit,
        event.changes,
        record.attempt,
        len(record.seals),
        event.outcome,
        event.flaky,
        witness=False,
        since=at,
    )


def of_replay(record: PhaseRecord, event: e.SealWitnessed, at: str, run: str) -> Iterator[Measured]:
    """What a replay found, as far as its words have figures: those of test suites."""
    seal = next((seal for seal in reversed(record.seals) if seal.completed.commit == event.commit), None)
    known = seal.checks if seal else record.checks
    keys = {key.name: (key, found.event.facts) for key, found in known.items()}
    for name, words in event.results.items():
        key, facts = keys.get(name, (None, {}))
        figures = score_in(words) if "passed" in facts and "total" in facts else {}
        if key is not None and figures:
            yield _replayed(record, event, key, figures, words.partition(":")[0], at, run, seal.attempt if seal else 1)


def _replayed(
    record: PhaseRecord,
    event: e.SealWitnessed,
    key: CheckKey,
    figures: dict[str, int | float],
    outcome: str,
    at: str,
    run: str,
    attempt: int,
) -> Measured:
    return Measured(
        key, figures, at, run, event.commit, 0, attempt, len(record.seals), outcome, flaky=False, witness=True, since=at
    )


def score_in(words: str) -> dict[str, int | float]:
    """The counts in `passed: 652 of 766 passed, 100 errors`, as `TestReport.words` writes them; none in another text."""
    found = re.match(_SCORE, words) if " passed" in words else None
    if found is None:
        return {}
    counts: dict[str, int | float] = dict.fromkeys(_TESTS, 0)
    counts.update(passed=int(found[1]), total=int(found[2]))
    for part in found[3].split(", ")[1:]:
        number, _, name = part.partition(" ")
        counts["errors" if name == "error" else name] = int(number)
    return counts
