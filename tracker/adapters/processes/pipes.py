"""Output that is looked at before it reaches the disk: through a pipe of ours into the file, instead of straight into it."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
import termios

from tracker.model.redaction import Redactor

_CHUNK = 1 << 16


class Pump:
    """One process's output. The reading end never blocks.

    When the process has ended, others may still hold its pipe: a server that it started, which prints its own log. What they
    write then is read and dropped, so that they are neither held up nor killed by it.
    """

    def __init__(self, path: str, redactor: Redactor) -> None:
        """Opens a pipe and the file.

        Raises:
            OSError: one of them cannot be opened.
        """
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            self.read, self.write = os.pipe()
        except OSError:
            os.close(self._file)
            raise
        os.set_blocking(self.read, False)
        self._stream = redactor.stream()
        self.problem: OSError | None = None
        """Why not everything could be written."""

    def started(self) -> None:
        """The process has its end now; ours is closed."""
        os.close(self.write)
        self.write = -1

    def move(self) -> bool:
        """Move what is there; False when nothing more can come."""
        try:
            piece = os.read(self.read, _CHUNK)
        except BlockingIOError:
            return True
        if self._file >= 0:
            self._put(self._stream.feed(piece))
        return bool(piece)

    def _put(self, content: bytes) -> None:
        try:
            view = memoryview(content)
            while view and self.problem is None:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            self.problem = error  # go on reading: the process must not hang because our disk is full

    def finish(self) -> None:
        """The process has ended: write what it left in the pipe, and close the file."""
        left = _waiting(self.read) if self.read >= 0 else 0  # and no more: who still holds the pipe may write for ever
        while left > 0 and (piece := os.read(self.read, min(left, _CHUNK))):
            self._put(self._stream.feed(piece))
            left -= len(piece)
        self._put(self._stream.end())
        os.close(self._file)
        self._file = -1

    def hang_up(self) -> None:
        """Nobody holds the other end any more, or nobody matters who does."""
        if self.read >= 0:
            os.close(self.read)
            self.read = -1

    def close(self) -> None:
        """Give back what it holds."""
        self.hang_up()
        for fd in (self.write, self._file):
            if fd >= 0:
                os.close(fd)


def _waiting(pipe: int) -> int:
    """Bytes that are in a pipe now (ioctl_tty(2), FIONREAD)."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def clean_folder(folder: str, redactor: Redactor) -> None:
    """Take secrets out of what a process wrote into its own folder, at any depth, such as a report of its tests.

    No link is followed: what it leads to is not kept with the run.

    Raises:
        OSError: a file cannot be read or written.
    """
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode):
            clean_folder(path, redactor)
        elif stat.S_ISREG(mode):
            _clean_file(path, redactor)


def _clean_file(path: str, redactor: Redactor) -> None:
    stream = redactor.stream()
    beside = path + ".clean"
    with open(path, "rb") as source, open(beside, "wb") as target:
        while piece := source.read(1 << 20):
            target.write(stream.feed(piece))
        target.write(stream.end())
    os.replace(beside, path)
