"""How far a run is, in one line."""

from __future__ import annotations

from typing import Any

from tests.builders import check, phase, result
from tracker.formats.progress_text import Progress
from tracker.journal import events as e

A, B, C = ("phase-1", "a"), ("phase-1", "b"), ("phase-1", "c[x]")


def started(name: str, **variant: str) -> e.CheckStarted:
    return e.CheckStarted("phase-1", name, variant)


def ended(name: str) -> Any:
    (event,) = result(phase("1", checks=(check(name),)), name)
    return event


def test_what_is_done_what_is_under_way_and_what_is_left() -> None:
    progress = Progress(100.0)
    progress.plan({A: 10.0, B: 60.0, C: 30.0}, jobs=2)
    progress.follow(started("a"), 100.0)
    progress.follow(started("b"), 100.0)
    assert progress.line(105.0) == "0 of 3, 5 s, about 55 s left: a (5 s of about 10 s), b (5 s of about 1m00s)"
    progress.follow(ended("a"), 110.0)
    progress.follow(started("c", v="x"), 110.0)
    assert progress.busy
    assert progress.line(112.0).startswith("1 of 3, 12 s, about 48 s left: b (12 s of about 1m00s), c[x] (2 s")


def test_nothing_is_promised_where_something_was_never_run_or_takes_longer() -> None:
    progress = Progress(0.0)
    progress.plan({A: 0.0, B: 60.0}, jobs=1)
    progress.follow(started("a"), 0.0)
    assert progress.line(3.0) == "0 of 2, 3 s: a (3 s)"
    progress = Progress(0.0)
    progress.plan({A: 2.0}, jobs=1)
    progress.follow(started("a"), 0.0)
    assert progress.line(9.0) == "0 of 1, 9 s: a (9 s of about 2 s)"


def test_one_at_a_time_takes_the_sum() -> None:
    progress = Progress(0.0)
    progress.plan({A: 40.0, B: 50.0}, jobs=1)
    progress.follow(started("a"), 0.0)
    assert "about 1m20s left" in progress.line(10.0)


def test_what_nobody_planned_counts_too() -> None:
    """Preflight that is repeated, or a guard."""
    progress = Progress(0.0)
    progress.follow(started("b"), 0.0)
    assert progress.line(1.0) == "0 of 1, 1 s: b (1 s)"
    assert progress.busy
    progress.follow(ended("b"), 2.0)
    assert not progress.busy
