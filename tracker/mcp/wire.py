"""The standard streams as the protocol's wire: one message a line, and nothing else, ever, on the standard output."""

from __future__ import annotations

import os
import sys
from threading import Lock

from tracker.mcp.protocol import INVALID_REQUEST, LINE_LIMIT, RefusedError, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedReader
    from typing import Any


class Wire:
    """Reads the client's lines and writes ours; may be written to by several threads."""

    def __init__(self, read: int, write: int) -> None:
        """Takes over two open file descriptors."""
        self._in: BufferedReader = open(read, "rb")  # noqa: SIM115 - for as long as the process lives
        self._out = open(write, "wb", buffering=0)  # noqa: SIM115 - as above
        self._lock = Lock()
        self.gone = False
        """Nobody reads any more."""

    def lines(self) -> Iterator[bytes | RefusedError]:
        """Each line until the client closes its end; in the place of one that is too long, what is to be said of it."""
        while line := self._in.readline(LINE_LIMIT):
            if len(line) < LINE_LIMIT or line.endswith(b"\n"):
                if line.strip():
                    yield line
                continue
            while line and not line.endswith(b"\n"):
                line = self._in.readline(LINE_LIMIT)
            yield RefusedError(INVALID_REQUEST, f"expected a message of less than {LINE_LIMIT} bytes")

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message whole. Where nobody reads any more it is dropped, and `gone` says so."""
        rest = memoryview(encode(message))
        with self._lock:
            try:
                while rest and not self.gone:
                    rest = rest[self._out.write(rest) or 0 :]
            except OSError:
                self.gone = True


def standard_wire() -> Wire:
    """The standard streams, kept for the protocol: from here on, whoever reads the standard input finds it at its end, and
    whatever is printed by accident goes to the standard error.
    """
    read, write = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    os.set_blocking(read, True)
    os.set_blocking(write, True)
    return Wire(read, write)
