"""Types commands on a pseudo-terminal and keeps what came, and when."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was typed, and what it printed."""

    typed: str
    chunks: tuple[tuple[float, str], ...]
    """Seconds since it began, and the text that came then."""
    seconds: float
    code: int

    @property
    def text(self) -> str:
        return "".join(chunk for _, chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal of this width, in a folder. `env` is the whole environment of what is typed."""

    folder: Path
    env: Mapping[str, str]
    columns: int = 100

    def type(self, command: str, *, answers: str = "", limit: float = 120) -> Command:
        """Run a line as a shell does; the answers are typed ahead. After `limit` seconds it is killed.

        Raises:
            TimeoutError: it was.
        """
        main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, self.columns, 0, 0))
        env = {**self.env, "TERM": "xterm-256color", "COLUMNS": str(self.columns)}
        began = time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=self.folder, env=env, stdin=side, stdout=side, stderr=side, start_new_session=True
        )
        os.close(side)
        try:
            os.write(main, answers.encode())
            chunks = tuple(_chunks(main, began, limit))
            code = process.wait(max(1.0, limit - (time.monotonic() - began)))
        except (TimeoutError, subprocess.TimeoutExpired):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise TimeoutError(f"{command}: not over after {limit:g} s") from None
        finally:
            os.close(main)
        return Command(command, chunks, time.monotonic() - began, code)


def _chunks(main: int, began: float, limit: float) -> list[tuple[float, str]]:
    """Until nobody holds the other side any more, which Linux says by EIO and macOS by nothing."""
    got: list[tuple[float, bytes]] = []
    while True:
        left = limit - (time.monotonic() - began)
        if left <= 0:
            raise TimeoutError
        if not select.select([main], [], [], left)[0]:
            continue
        try:
            data = os.read(main, 65536)
        except OSError:
            break
        if not data:
            break
        got.append((time.monotonic() - began, data))
    return [(at, data.decode("utf-8", "replace").replace("\r\n", "\n")) for at, data in got]
