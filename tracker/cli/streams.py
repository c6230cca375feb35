"""The three standard streams, made whole before anything is printed. Light imports only.

Whoever starts tracker may have closed one of them (`>&-`, a service manager) or left one in non-blocking mode (node, ssh). The
first would give its number to the next file that is opened; the second would cut what is printed.
"""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Buffer


class Patient(io.FileIO):
    """A file in non-blocking mode, written to as if it were not: what does not fit in yet is waited for."""

    def write(self, content: Buffer) -> int:
        """Write all of it."""
        import select

        rest = memoryview(content).cast("B")
        size = len(rest)
        while rest:
            written = super().write(rest)
            if written is None:  # it would have blocked
                select.select([], [self], [])
            else:
                rest = rest[written:]
        return size


def make_whole() -> bool:
    """Open what is closed on nothing, and let what is printed wait for its reader. False: the standard output was closed."""
    closed = [number for number in (0, 1, 2) if _is_closed(number)]
    for number in closed:
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it takes the lowest number that is free
        mode = "r" if number == 0 else "w"
        stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as the process lives
        setattr(sys, ("stdin", "stdout", "stderr")[number], stream)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="backslashreplace")  # what its encoding has not is shown, and ends nothing
        if not os.get_blocking(stream.fileno()):
            buffer = io.BufferedWriter(Patient(stream.fileno(), "w", closefd=False))
            made = io.TextIOWrapper(buffer, stream.encoding, stream.errors, line_buffering=stream.line_buffering)
            setattr(sys, name, made)
    return 1 not in closed


def _is_closed(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return True
    return False
