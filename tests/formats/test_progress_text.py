"""How far a run is, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import check, phase, result
from tracker.formats.progress_text import Progress, last_line
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


def test_what_of_a_phase_that_is_over_never_began_is_not_waited_for() -> None:
    progress = Progress(0.0)
    progress.plan({A: 10.0, B: 60.0, ("phase-2", "d"): 5.0}, jobs=1)
    progress.follow(started("a"), 0.0)
    progress.follow(ended("a"), 10.0)
    progress.follow(e.PhaseFailed("phase-1", "a did not pass", 10.0), 10.0)
    progress.follow(e.CheckStarted("phase-2", "d", {}), 10.0)
    assert progress.line(11.0) == "1 of 2, 11 s, about 4 s left: d (1 s of about 5 s)"


@pytest.mark.parametrize(
    ("tail", "line"),
    [
        (b"", ""),
        (b"\n\n  \n", ""),
        (b"one\ntwo\n\n", "two"),
        (b"one\ntw", "tw"),
        (b"10%\r20%\r30%", "30%"),
        (b"done\r\n", "done"),
        (b"100%\rx", "x00%"),
        (b"100%\r\x1b[Kx", "x"),
        (b"\x1b[1;32mok\x1b[0m \x1b]0;title\x07test\n", "ok test"),
        (b"a\tb", "a b"),
        ("\N{BLACK CIRCLE} l\xe4uft".encode(), "\N{BLACK CIRCLE} l\xe4uft"),
        ("\xe4bc".encode()[1:], "bc"),
        ("abc\xe4".encode()[:-1], "abc"),
        (b"\x00\x01\x02\xff\n", "\N{REPLACEMENT CHARACTER}"),
        (b"12\x0834", "134"),
        ("x\u202ey".encode(), "xy"),
    ],
)
def test_the_last_line_is_what_a_terminal_shows(tail: bytes, line: str) -> None:
    assert last_line(tail) == line


def test_the_last_lines_of_what_is_under_way_fit_the_screen() -> None:
    progress = Progress(0.0)
    for n in range(12):
        progress.follow(started(f"check-{n}"), 0.0)
    shown = progress.tails(lambda named: b"x" * 500 if named[1] != "check-1" else b"", 60, 4)
    assert [line.split(":")[0].strip() for line in shown] == ["check-0", "check-2", "check-3"]
    assert all(len(line) == 60 and line.endswith("x\N{HORIZONTAL ELLIPSIS}") for line in shown)
