"""Writes the journal: one file for each run, append-only, durable before anything is acknowledged."""

import errno
import os
import stat
from collections.abc import Sequence

from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.files.own import JOURNAL_LIMIT, open_ours, read_ours
from tracker.errors import StorageError
from tracker.journal.events import (
    Event,
    JournalOpened,
    PhaseCompleted,
    PhaseFailed,
    PhaseProved,
    Recorded,
    RunFinished,
    RunInterrupted,
)
from tracker.model.ids import ulid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.model.ports import Clock
    from tracker.model.redaction import Redactor

_ENDS = (PhaseCompleted, PhaseProved, PhaseFailed, RunFinished, RunInterrupted)


class JournalWriter:
    """Appends the events of one run to its own file."""

    def __init__(
        self,
        root: str,
        clock: "Clock",
        *,
        run: str = "",
        folder: str = ".tracker/journal",
        staging: str | None = None,
        secrets: "Redactor | None" = None,
        opening: "Callable[[], JournalOpened] | None" = None,
        beside: "Callable[[str], None] | None" = None,
    ) -> None:
        """`staging`: where the file is begun, so that its name appears with its first events whole, or not at all.

        `opening` gives its first line. `beside` puts back what else the run wrote; it is called where the file was taken away,
        and before the end of a phase or of the run is told.
        """
        self._clock = clock
        self._secrets = secrets or None
        self._last_id = ""
        self._last_time = 0
        """In milliseconds."""
        self.run = run or self._new_id()
        self._files = DiskFiles(root, staging=staging)
        self._fd = -1
        self._broken = False
        self._opening = opening
        self._beside = beside
        self.last = ""
        """The `h` of the last line that was written; empty before there is one."""
        date = clock.now().strftime("%Y-%m-%d")
        self.path = f"{folder}/{date}-{self.run}.jsonl"
        self._file = os.path.join(root, self.path)
        self._home = ""
        """The folder without links, as it was when the file was begun."""
        self._written: list[bytes] = []
        self._size = 0
        self._same = (0, 0)
        """Device and inode of the file that is held."""

    def _new_id(self) -> str:
        """A ULID greater than every one that this writer gave out before."""
        # Never before the last one, also when the clock was set back by a day.
        self._last_time = max(int(self._clock.now().timestamp() * 1000), self._last_time)
        new = ulid(self._last_time, self._clock.entropy(10))
        while new <= self._last_id:
            self._last_time += 1
            new = ulid(self._last_time, self._clock.entropy(10))
        self._last_id = new
        return new

    def append(self, events: Sequence[Event]) -> list[Recorded]:
        """Write the events with one write and one sync. When this returns, they are on the disk.

        The first time, what comes back begins with the line that opens the file.

        Raises:
            StorageError: they could not be written; nothing may be acknowledged.
        """
        from tracker.journal.codec import changed, encode

        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines: list[bytes] = []
        recorded: list[Recorded] = []
        previous = self.last or self.run
        if not self.last:
            events = [self._opening() if self._opening else JournalOpened("", ""), *events]
        if self._secrets is not None:
            events = [changed(event, self._secrets.value) for event in events]
        for event in events:
            event_id = self._new_id()
            line, previous = encode(event, previous=previous, event_id=event_id, at=at)
            lines.append(line)
            recorded.append(Recorded(event_id, at, self.run, event, self.path, previous))
        if self._beside is not None and any(isinstance(event, _ENDS) for event in events):
            self._beside(self.run)
        try:
            self._write(b"".join(lines))
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be written: {error.strerror}",
                hints=["Free some space or make the folder writable, then run the same command again."],
            ) from error
        self.last = previous
        return recorded

    def _write(self, content: bytes) -> None:
        if self._broken:
            raise OSError(errno.EIO, "an earlier write failed, and this file is closed")
        try:
            if self._fd < 0:
                self._begin(content, new=True)
            elif self._is_held():
                view = memoryview(content)
                while view:
                    view = view[os.write(self._fd, view) :]
                _sync(self._fd)
            else:
                self._again(content)
        except OSError:
            # What reached the disk is unknown: nothing may follow it in this file. The next run writes its own.
            self._broken = True
            self.close()
            raise
        self._written.append(content)
        self._size += len(content)

    def _begin(self, content: bytes, *, new: bool) -> None:
        self._files.place(self.path, content, new=new)
        self._fd = open_ours(self._file, os.O_WRONLY | os.O_APPEND)
        found = os.fstat(self._fd)
        self._same = (found.st_dev, found.st_ino)
        self._home = self._home or os.path.realpath(os.path.dirname(self._file))

    def _is_held(self) -> bool:
        """Whether the file of that name is still the one that is held: what was run may have cleaned, stashed or checked out.

        Raises:
            OSError: its folder is another now, or somebody else wrote to the file.
        """
        if os.path.realpath(os.path.dirname(self._file)) != self._home:
            raise OSError(errno.ELOOP, "its folder was moved or replaced during the run")
        try:
            found = os.lstat(self._file)
        except (FileNotFoundError, NotADirectoryError):
            return False
        if (found.st_dev, found.st_ino, found.st_size) == (*self._same, self._size):
            return True
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EEXIST, "it was replaced")
        there = read_ours(self._file, limit=JOURNAL_LIMIT)
        if not b"".join(self._written).startswith(there):
            raise OSError(errno.EEXIST, "another process wrote to it")
        return False

    def _again(self, content: bytes) -> None:
        """Write the whole file again: the one that was held is gone, or an older state of it is in its place."""
        self.close()
        self._begin(b"".join((*self._written, content)), new=False)
        if self._beside is not None:
            self._beside(self.run)

    def close(self) -> None:
        """Close the file."""
        fd, self._fd = self._fd, -1  # it is closed even when that fails
        if fd >= 0:
            os.close(fd)


def _sync(fd: int) -> None:
    getattr(os, "fdatasync", os.fsync)(fd)
