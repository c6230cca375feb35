"""Ctrl-C, TERM and HUP: the first asks the run to stop cleanly, the second stops it at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from tracker.errors import ExitCode

_WATCHED = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


_AT_ONCE = 1.5
"""Seconds after the second signal."""


class SignalInterrupts:
    """Remembers the first signal and tells the executor."""

    def __init__(self) -> None:
        self._reason = ""
        self._stop: Callable[[bool], None] | None = None

    @property
    def requested(self) -> str:
        """The first signal's name, or empty text."""
        return self._reason

    def stops(self, stop: Callable[[bool], None]) -> None:
        """Name the function that ends what is under way; its argument: at once."""
        self._stop = stop

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del frame
        again = bool(self._reason)
        if again:  # whatever is under way and does not heed us: this process ends, and the guard ends what it had started
            signal.signal(signal.SIGALRM, _end)
            signal.setitimer(signal.ITIMER_REAL, _AT_ONCE)
        self._reason = self._reason or signal.Signals(number).name
        if self._stop is not None:
            self._stop(again)


def _end(number: int, frame: FrameType | None) -> None:
    """Without a word more: what is recorded is on the disk."""
    del number, frame
    os._exit(int(ExitCode.INTERRUPTED))


@contextmanager
def watching() -> Iterator[SignalInterrupts]:
    """Watch for signals, and put back what was there before. What was ignored (`nohup`) stays ignored."""
    interrupts = SignalInterrupts()
    watched = [number for number in _WATCHED if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupts._handle) for number in watched}  # noqa: SLF001 - same module
    try:
        yield interrupts
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
