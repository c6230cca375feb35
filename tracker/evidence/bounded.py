"""Regular expressions of a plan, matched so that none can hang: Python's engine tries again and again, for ever if need be.

What can only take a moment is matched at once. Everything else is matched in a child of this process, which the kernel ends
when its time is up; no lock of this process is held meanwhile, so that a signal is heeded. A thread may ask, too.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from tracker.errors import TrackerError

SECONDS = 5.0
"""What a pattern may take in one text."""
_STEPS = 100_000_000
"""Of the engine, in about a second."""
_SIMPLER = "Repetitions in one another or in a row, as in (a+)+ or .*.*, share a text out in every way: write it simpler."
_UNCOUNTED = (float("inf"),) * 99


class _Purse:
    """Seconds that all patterns together may still take, and of how many."""

    def __init__(self, seconds: float) -> None:
        self.whole = self.left = seconds


_purse: ContextVar[_Purse | None] = ContextVar("seconds for patterns", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let all patterns that are matched here together take so many seconds at most, and each no more than `SECONDS`."""
    token = _purse.set(_Purse(seconds))
    try:
        yield
    finally:
        _purse.reset(token)


class Found(NamedTuple):
    """What a match found: as much of `re.Match` as is needed."""

    string: str
    spans: tuple[tuple[int, int], ...]
    """Of the whole and of each group; (-1, -1) for a group that took no part."""
    names: dict[str, int]

    def text(self, group: int | str = 0) -> str:
        """What a group found; empty when it took no part."""
        start, end = self.span(group)
        return self.string[start:end] if start >= 0 else ""

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.spans[self.names[group] if isinstance(group, str) else group]

    def groupdict(self) -> dict[str, str | None]:
        """The named groups that took part, and None for the others."""
        return {name: self.text(name) if self.span(name)[0] >= 0 else None for name in self.names}


def search(pattern: re.Pattern[str], text: str) -> Found | None:
    """Where a pattern first occurs.

    Raises:
        TrackerError: that took too long.
    """
    spans = carefully(pattern, len(text), lambda: _spans(pattern.search(text)))
    if spans is None:
        return None
    return Found(text, tuple((start, end) for start, end in spans), dict(pattern.groupindex))


def expanded(pattern: re.Pattern[str], text: str, template: str) -> str | None:
    """A template with what the groups found, where the pattern is for the whole text; raises as `search` does."""
    found = carefully(pattern, len(text), lambda: m.expand(template) if (m := pattern.fullmatch(text)) else None)
    return None if found is None else str(found)


def _spans(match: re.Match[str] | None) -> Sequence[tuple[int, int]] | None:
    return None if match is None else match.regs


def carefully(pattern: re.Pattern[str], size: int, work: Callable[[], Any]) -> Any:
    """What `work` returns, which is to match a text of so many characters; a JSON value. Raises as `search` does."""
    if _steps(pattern, size + 1) <= _STEPS:
        return work()
    return _in_a_child(pattern, size, work)


def _steps(pattern: re.Pattern[str], size: int) -> float:
    """How many it may take at the worst: each choice is tried with each of the others, from each place of the text."""
    steps: float = size
    for ways in _choices(pattern.pattern, pattern.flags):
        steps *= min(ways, size)
        if steps > _STEPS:
            break
    return steps


@lru_cache(maxsize=512)
def _choices(pattern: str, flags: int) -> tuple[float, ...]:
    """In how many ways each part of a pattern may match. One choice in a repetition is more than can be counted."""
    from re import _parser  # type: ignore[attr-defined]  # no other way says what a pattern consists of

    def count(parts: Any, *, again: bool) -> Iterator[float]:
        for operation, value in parts:
            name = str(operation)
            if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, inner = value
                yield from _chosen(most - least + 1, again=again)
                yield from count(inner, again=again or most > 1)
            elif name in ("SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT", "BRANCH", "GROUPREF_EXISTS"):
                inners = _inner(value)
                yield from _chosen(len(inners), again=again)
                for inner in inners:
                    yield from count(inner, again=again)

    try:
        return tuple(count(_parser.parse(pattern, flags), again=False))
    except RecursionError:
        return _UNCOUNTED


def _chosen(ways: float, *, again: bool) -> tuple[float, ...]:
    return () if ways == 1 else _UNCOUNTED if again else (ways,)


def _inner(value: Any) -> list[Any]:
    """The patterns in a node of a parsed pattern."""
    if type(value).__name__ == "SubPattern":
        return [value]
    return [part for item in value for part in _inner(item)] if isinstance(value, (tuple, list)) else []


def _in_a_child(pattern: re.Pattern[str], size: int, work: Callable[[], Any]) -> Any:
    purse = _purse.get()
    seconds = min(SECONDS, purse.left) if purse else SECONDS
    if purse and seconds <= 0:
        raise TrackerError(
            f"the patterns together took more than the {purse.whole:.3g} s that the check's timeout leaves them",
            hints=[_SIMPLER, "Or give the check more time: `timeout`."],
        )
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads; the child takes no lock
        child = os.fork()
    if child == 0:
        _carry_out(work, writing, seconds)
    os.close(writing)
    try:
        pieces: list[bytes] = []
        while select.select([reading], [], [], seconds + 1)[0] and (piece := os.read(reading, 1 << 16)):
            pieces.append(piece)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):  # whoever waits for any child of this process may have been first
            used = os.wait4(child, 0)[2]
            if purse:
                purse.left -= used.ru_utime + used.ru_stime if pieces else seconds
    try:
        return json.loads(b"".join(pieces))[0]
    except ValueError:
        raise TrackerError(
            f"the pattern {pattern.pattern!r} took more than {seconds:.3g} s in a text of {size} characters",
            hints=[_SIMPLER],
        ) from None


def _carry_out(work: Callable[[], Any], writing: int, seconds: float) -> NoReturn:
    """In the child: signals end it as they end any other, and a Ctrl-C is for the parent. Never returns."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = memoryview(json.dumps([work()]).encode())
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)
