"""The places of one sequence: real repositories, the command line in this process, and a clock that can be moved."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from tracker.adapters.clock import SystemClock
from tracker.cli import fast
from tracker.cli.app import run as carry_out

MEMORY = Path("/dev/shm")
"""Where it is there, a filesystem that keeps nothing on a disk: thousands of repositories are made and thrown away."""
_NOW, _UNIX = SystemClock.now, SystemClock.unix


class Said(NamedTuple):
    """What a command printed."""

    code: int
    out: str
    err: str


class World:
    """Some clones of one project, in a folder that goes away with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tracker-proof-", dir=MEMORY if MEMORY.is_dir() else None)
        self.root = Path(self._folder.name)
        self.names: list[str] = []
        self.ahead = 0.0
        """Seconds by which the clock is ahead of the machine's."""
        self._patches = contextlib.ExitStack()
        self._patches.enter_context(mock.patch.object(SystemClock, "now", lambda c: _NOW(c) + timedelta(seconds=self.ahead)))
        self._patches.enter_context(mock.patch.object(SystemClock, "unix", lambda c: _UNIX(c) + self.ahead))

    def close(self) -> None:
        """Let go of it."""
        os.chdir("/")
        self._patches.close()
        shutil.rmtree(self.root, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def at(self, place: str) -> Path:
        """A place's folder."""
        return self.root / place

    def add(self, place: str) -> Path:
        """A new place; its folder is not there yet."""
        self.names.append(place)
        return self.at(place)

    def git(self, place: str, *words: str) -> subprocess.CompletedProcess[str]:
        """What git says there."""
        return subprocess.run(["git", *words], cwd=self.at(place), capture_output=True, text=True, check=False)

    def head(self, place: str) -> str:
        """The commit that is checked out."""
        return self.git(place, "rev-parse", "HEAD").stdout.strip()

    def tracker(self, place: str, *words: str, person: bool = False) -> Said:
        """What a command prints there, by the way that the console script goes."""
        os.chdir(self.at(place))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _at_terminal(person):
            code = fast.answer(list(words))
            if code is None:
                code = carry_out(words)
        return Said(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _at_terminal(person: bool) -> Iterator[None]:
    if not person:
        yield
        return
    with mock.patch("tracker.adapters.identity.is_terminal", return_value=True):
        yield
