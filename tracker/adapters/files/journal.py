"""The journal's files: one per run, one writer each, append-only, durable before anything is acknowledged."""

import errno
import os
from collections.abc import Sequence
from typing import NamedTuple

from tracker.adapters.files.cache import signature
from tracker.adapters.files.disk import DiskFiles
from tracker.errors import StorageError
from tracker.journal.damage import Damage
from tracker.journal.events import Event, Recorded
from tracker.model.ids import ulid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.files.cache import Seen
    from tracker.model.ports import Clock
    from tracker.model.redaction import Redactor

_DATE = len("2025-11-27-")


class Journal(NamedTuple):
    """Everything that was read."""

    events: tuple[Recorded, ...] = ()
    """In the order in which they happened."""
    damage: tuple[Damage, ...] = ()
    files: tuple[str, ...] = ()
    """Relative to the project's root."""


class JournalReader:
    """Reads the journal's files, each again only when it changed."""

    def __init__(self, root: str, folder: str = ".tracker/journal") -> None:
        self._root = root
        self.folder = folder
        self._known: dict[str, tuple[tuple[int, int, int], tuple[Recorded | Damage, ...]]] = {}

    def seen(self) -> "Seen":
        """The signatures of the folder and of what is in it, by path from the project's root."""
        try:
            names = os.listdir(os.path.join(self._root, self.folder))
        except OSError:
            names = []  # `read` says why
        paths = (self.folder, *(f"{self.folder}/{name}" for name in names))
        return {path: signature(os.path.join(self._root, path)) for path in paths}

    def read(self) -> Journal:
        """Everything.

        Raises:
            StorageError: a file cannot be read.
        """
        names = self._names()
        items = [item for name in names for item in self._file(name)]
        events = [item for item in items if isinstance(item, Recorded)]
        events.sort(key=lambda recorded: recorded.id)
        damage = tuple(item for item in items if isinstance(item, Damage))
        return Journal(tuple(events), damage, tuple(f"{self.folder}/{name}" for name in names))

    def _names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(os.path.join(self._root, self.folder)) if name.endswith(".jsonl"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"{self.folder} cannot be read: {error.strerror}") from error

    def files(self) -> tuple[str, ...]:
        """The files, relative to the project's root.

        Raises:
            StorageError: the folder cannot be read.
        """
        return tuple(f"{self.folder}/{name}" for name in self._names())

    def _file(self, name: str) -> tuple[Recorded | Damage, ...]:
        path = os.path.join(self._root, self.folder, name)
        try:
            with open(path, "rb") as file:
                found = os.fstat(file.fileno())
                state = (found.st_size, found.st_mtime_ns, found.st_ino)
                known = self._known.get(name)
                if known is not None and known[0] == state:
                    return known[1]
                content = file.read()
        except OSError as error:
            raise StorageError(f"{self.folder}/{name} cannot be read: {error.strerror}") from error
        from tracker.journal.codec import decode  # not for a look that knows the journal

        items = tuple(decode(content, run=name[_DATE:-6], file=f"{self.folder}/{name}"))
        self._known[name] = (state, items)
        return items


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
    ) -> None:
        """`staging`: where the file is begun, so that its name appears with its first events whole, or not at all."""
        self._clock = clock
        self._secrets = secrets or None
        self._last_id = ""
        self._last_time = 0
        """In milliseconds."""
        self.run = run or self._new_id()
        self._files = DiskFiles(root, staging=staging)
        self._fd = -1
        self._broken = False
        self._previous = self.run
        date = clock.now().strftime("%Y-%m-%d")
        self.path = f"{folder}/{date}-{self.run}.jsonl"
        self._file = os.path.join(root, self.path)

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

        Raises:
            StorageError: they could not be written; nothing may be acknowledged.
        """
        from tracker.journal.codec import changed, encode

        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines: list[bytes] = []
        recorded: list[Recorded] = []
        previous = self._previous
        if self._secrets is not None:
            events = [changed(event, self._secrets.value) for event in events]
        for event in events:
            event_id = self._new_id()
            line, previous = encode(event, previous=previous, event_id=event_id, at=at)
            lines.append(line)
            recorded.append(Recorded(event_id, at, self.run, event, self.path))
        try:
            self._write(b"".join(lines))
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be written: {error.strerror}",
                hints=["Free some space or make the folder writable, then run the same command again."],
            ) from error
        self._previous = previous
        return recorded

    def _write(self, content: bytes) -> None:
        if self._broken:
            raise OSError(errno.EIO, "an earlier write failed, and this file is closed")
        try:
            if self._fd < 0:
                self._begin(content)
                return
            view = memoryview(content)
            while view:
                view = view[os.write(self._fd, view) :]
            _sync(self._fd)
        except OSError:
            # What reached the disk is unknown: nothing may follow it in this file. The next run writes its own.
            self._broken = True
            self.close()
            raise

    def _begin(self, content: bytes) -> None:
        self._files.place(self.path, content, new=True)
        self._fd = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    def close(self) -> None:
        """Close the file."""
        fd, self._fd = self._fd, -1  # it is closed even when that fails
        if fd >= 0:
            os.close(fd)


def _sync(fd: int) -> None:
    getattr(os, "fdatasync", os.fsync)(fd)
