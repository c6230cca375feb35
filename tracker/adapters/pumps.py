"""Output that is looked at before it reaches the disk: through a pipe of ours into the file, instead of straight into it."""

from __future__ import annotations

import os

from tracker.model.redaction import Redactor

_CHUNK = 1 << 16


class Pump:
    """One process's output. The reading end never blocks, and is not waited for when the process has ended."""

    def __init__(self, path: str, redactor: Redactor) -> None:
        """Opens a pipe and the file.

        Raises:
            OSError: one of them cannot be opened.
        """
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        self.read, self.write = os.pipe()
        os.set_blocking(self.read, False)
        self._stream = redactor.stream()
        self._problem: OSError | None = None

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
        self._put(self._stream.feed(piece))
        return bool(piece)

    def _put(self, content: bytes) -> None:
        try:
            view = memoryview(content)
            while view and self._problem is None:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            self._problem = error  # go on reading: the process must not hang because our disk is full

    def close(self) -> None:
        """Move the rest, and close.

        Raises:
            OSError: not everything could be written.
        """
        while self._more():
            pass
        self._put(self._stream.end())
        for fd in (self.read, self.write, self._file):
            if fd >= 0:
                os.close(fd)
        if self._problem is not None:
            raise self._problem

    def _more(self) -> bool:
        try:
            piece = os.read(self.read, _CHUNK)
        except BlockingIOError:
            return False
        self._put(self._stream.feed(piece))
        return bool(piece)


def clean_folder(folder: str, redactor: Redactor) -> None:
    """Take secrets out of what a process wrote into its own folder, such as a report of its tests.

    Raises:
        OSError: a file cannot be read or written.
    """
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and not os.path.islink(path):
            _clean_file(path, redactor)


def _clean_file(path: str, redactor: Redactor) -> None:
    stream = redactor.stream()
    beside = path + ".clean"
    with open(path, "rb") as source, open(beside, "wb") as target:
        while piece := source.read(1 << 20):
            target.write(stream.feed(piece))
        target.write(stream.end())
    os.replace(beside, path)
