"""How long the work took: from when it was taken up to its completion, and only where the journal can tell."""

from __future__ import annotations

import json

import pytest

from tests.builders import COMMIT, phase
from tests.events import RUNS
from tracker.journal import events as e
from tracker.model.elapsed import Elapsed, span_short, span_words, took_short, took_words
from tracker.model.elapsed import elapsed as between
from tracker.state import Fold, fold
from tracker.state.codec import from_plain, to_plain
from tracker.state.worked import worked

ONE = phase("1", checks=[{"id": "ok", "kind": "command", "run": "true"}])

BEGUN = e.PhaseBegun("phase-1", COMMIT, "")
STARTED = e.PhaseStarted("phase-1", "d", "ready")
FAILED = e.PhaseFailed("phase-1", "ok failed", 4.0)
COMPLETED = e.PhaseCompleted("phase-1", COMMIT, 4.0)
REOPENED = e.PhaseReopened("phase-1", "again")


def result(digest: str) -> e.CheckFinished:
    return e.CheckFinished("phase-1", "ok", {}, digest, {}, "passed", "exit 0", 4.0, COMMIT)


def told(*rows: tuple[str, int, e.Event]) -> Fold:
    """Each with when it was, such as `28 10:00:00`, and the number of its run."""
    moments = [f"2026-11-{at.replace(' ', 'T')}.000Z" for at, _, _ in rows]
    return fold(
        [
            e.Recorded(f"{n:026}", at, RUNS[run], event)
            for n, (at, (_, run, event)) in enumerate(zip(moments, rows, strict=True))
        ]
    )


def seconds(*rows: tuple[str, int, e.Event], claimed: bool = False) -> tuple[float, str] | None:
    found = worked(told(*rows).phase("phase-1"), claimed=claimed)
    return (found.seconds, found.origin) if found else None


def test_from_start_to_completion_and_not_the_run_of_its_checks() -> None:
    rows = [("28 10:00:00", 0, BEGUN), ("28 10:40:56", 1, STARTED), ("28 10:41:00", 1, COMPLETED)]
    assert seconds(*rows) == (41 * 60, "start")


def test_without_start_from_the_first_run_and_of_a_single_run_nothing() -> None:
    later = [("28 12:05:00", 1, STARTED), ("28 12:05:04", 1, COMPLETED)]
    assert seconds(("28 10:00:00", 0, STARTED), ("28 10:00:04", 0, FAILED), *later) == (2 * 3600 + 304, "first-run")
    assert seconds(*later) is None
    assert seconds(("28 10:00:00", 0, STARTED), ("28 10:00:04", 0, FAILED)) is None
    assert seconds() is None


def test_what_was_claimed_was_not_done_while_it_was_checked_unless_it_is_done_again() -> None:
    first = [
        ("28 10:00:00", 0, STARTED),
        ("28 10:00:04", 0, FAILED),
        ("28 11:00:00", 1, STARTED),
        ("28 11:00:04", 1, COMPLETED),
    ]
    assert seconds(*first, claimed=True) is None
    again = [
        ("29 10:00:00", 2, REOPENED),
        ("29 11:00:00", 2, BEGUN),
        ("29 11:30:00", 3, STARTED),
        ("29 11:31:00", 3, COMPLETED),
    ]
    assert seconds(*first, *again, claimed=True) == (31 * 60, "start")


def test_a_reopened_phase_has_the_time_of_its_present_attempt() -> None:
    first = [("20 10:00:00", 0, BEGUN), ("20 11:00:00", 1, STARTED), ("20 11:00:04", 1, COMPLETED)]
    assert seconds(*first) == (3604, "start")
    assert seconds(*first, ("28 10:00:00", 2, REOPENED)) is None
    again = [("28 10:00:00", 2, REOPENED), ("28 11:00:00", 3, STARTED), ("28 11:00:04", 3, FAILED)]
    assert seconds(*first, *again) is None
    assert seconds(*first, *again, ("28 11:30:00", 4, STARTED), ("28 11:30:04", 4, COMPLETED)) == (1804, "first-run")


def test_the_work_ends_with_the_first_completion_whatever_is_checked_later() -> None:
    first = [
        ("20 10:00:00", 0, BEGUN),
        ("20 10:59:00", 1, STARTED),
        ("20 11:00:00", 1, result("a")),
        ("20 11:00:00", 1, COMPLETED),
    ]
    later = [("28 10:00:00", 2, STARTED), ("28 10:00:04", 2, result("b")), ("28 10:00:04", 2, COMPLETED)]
    state = told(*first, *later)
    assert len(state.phase("phase-1").seals) == 2
    assert seconds(*first, *later) == (3600, "start")


@pytest.mark.parametrize("end", ["28 09:59:59", "28 10:00:01", "27 10:00:00"])
def test_a_clock_that_was_set_back_tells_nothing(end: str) -> None:
    assert seconds(("28 10:00:00", 0, STARTED), ("28 10:00:00", 0, FAILED), (end, 1, STARTED), (end, 1, COMPLETED)) is None
    assert seconds(("28 10:00:00", 0, BEGUN), (end, 1, STARTED), (end, 1, COMPLETED)) is None


def test_it_is_kept_with_the_fold() -> None:
    state = told(
        ("28 10:00:00", 0, STARTED), ("28 10:00:04", 0, FAILED), ("28 11:00:00", 1, STARTED), ("28 11:00:04", 1, COMPLETED)
    )
    again = from_plain(json.loads(json.dumps(to_plain(state))))
    assert again.phase("phase-1") == state.phase("phase-1")
    assert worked(again.phase("phase-1"), claimed=False) == Elapsed(
        "2026-11-28T10:00:00.000Z", "2026-11-28T11:00:04.000Z", 3604, "first-run"
    )


def test_moments_that_are_none_tell_nothing() -> None:
    assert between("soon", "2026-11-28T10:00:00.000Z", "start", least=0) is None


@pytest.mark.parametrize(
    ("length", "words", "short"),
    [
        (0, "less than a minute", "<1m"),
        (60, "1 minute", "1m"),
        (41 * 60 + 29, "41 minutes", "41m"),
        (3599, "1 hour", "1h"),
        (7500, "2 hours 5 minutes", "2h05m"),
        (14 * 3600, "14 hours", "14h"),
        (48 * 3600, "2 days", "2d"),
        (40 * 86400, "40 days", "40d"),
    ],
)
def test_spans_in_words(length: float, words: str, short: str) -> None:
    assert (span_words(length), span_short(length)) == (words, short)


def test_what_has_a_night_in_it_is_not_called_work() -> None:
    assert (took_short(2460), took_words(2460, "start")) == ("took 41m", "took 41 minutes from start to completion")
    assert took_words(2460, "first-run") == "took 41 minutes from the first run to completion"
    assert (took_short(3 * 86400), took_words(3 * 86400, "start")) == ("3d elapsed", "3 days from start to completion")
