"""Another tracker beside this one: a command in a process and a session of its own, whose lines are read as they come.

Whatever ends this process, the other one ends its own work and writes it down: it is told to stop, never killed.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from tracker.__main__ import main; main()"
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
_CHUNK = 1 << 16


class Beside:
    """A command of ours that goes on."""

    def __init__(self, words: Sequence[str], *, cwd: str, environment: Mapping[str, str]) -> None:
        """Start it. What it says on its standard error goes where ours goes.

        Raises:
            OSError: it cannot be started.
        """
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-c", _START, _HOME, *words),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def lines(self, patience: float) -> Iterator[bytes | None]:
        """Each line that it prints, until it closes its output; None whenever nothing came for so many seconds."""
        assert self._process.stdout is not None
        source, rest = self._process.stdout.fileno(), b""
        while True:
            ready, _, _ = select.select([source], [], [], patience)
            if not ready:
                yield None
                continue
            chunk = os.read(source, _CHUNK)
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if not chunk:
                if rest:
                    yield rest
                return

    def stop(self) -> None:
        """Ask it to stop; it writes down what it has done. Once it has ended, nothing happens."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code, negative for a signal; None when it goes on after so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """Read no more of it. It goes on, and notices nothing but that nobody reads."""
        if self._process.stdout is not None:
            self._process.stdout.close()
