"""The journal's files: one per run, one writer each, append-only, durable before anything is acknowledged."""

import errno
import os
import stat
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.adapters.files.cache import signature
from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.files.own import JOURNAL_LIMIT, NotOursError, check, open_ours, read_ours
from tracker.errors import StorageError
from tracker.journal.damage import Damage
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
    from collections.abc import Callable, Iterable, Iterator

    from tracker.adapters.files.cache import Seen
    from tracker.adapters.files.glimpses import Part
    from tracker.journal.order import JournalFile
    from tracker.journal.segments import Glimpse
    from tracker.model.ports import Clock
    from tracker.model.redaction import Redactor

_DATE = len("2025-11-27-")
_ENDS = (PhaseCompleted, PhaseProved, PhaseFailed, RunFinished, RunInterrupted)


class Journal(NamedTuple):
    """Everything that was read."""

    events: tuple[Recorded, ...] = ()
    """In the order in which they happened."""
    damage: tuple[Damage, ...] = ()
    files: tuple[str, ...] = ()
    """Relative to the project's root."""
    frontier: Mapping[str, str] = {}
    """What a new file names; see `tracker.journal.order`."""
    missing: tuple[tuple[str, str], ...] = ()
    """(place, why) of what a writer saw and is not there any more."""
    held: tuple[str, ...] = ()
    """Names of the journal's files, those that were folded into one included."""


class Piece(NamedTuple):
    """Files that lie between two places at which the journal can be cut."""

    files: "tuple[JournalFile, ...]"
    damage: tuple[Damage, ...]


class Unread:
    """A piece that is read when somebody asks for it."""

    def __init__(self, found: "list[tuple[Glimpse, Part]]", read: "Callable[[list[tuple[Glimpse, Part]]], Piece]") -> None:
        self._found = found
        self._read = read
        self.places = tuple(dict.fromkeys(part.file for _, part in found))
        """Names of the files on the disk that hold it."""

    def read(self) -> Piece:
        """What is in it.

        Raises:
            StorageError: a file cannot be read.
            UnlikeGlimpsedError: it is not what it seemed to be.
        """
        return self._read(self._found)


class UnlikeGlimpsedError(Exception):
    """A file's last line is not what it seemed to be: the journal has to be read as a whole."""


class JournalReader:
    """Reads the journal's files, each again only when it changed."""

    def __init__(self, root: str, folder: str = ".tracker/journal", *, names: "Callable[[], Mapping[str, str]]" = dict) -> None:
        self._root = root
        self.folder = folder
        self.names = names
        """Ids that phases had before → those that they have now, under which events are read."""
        self._known: dict[str, tuple[tuple[int, int, int], tuple[JournalFile | Damage, ...]]] = {}

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
        from tracker.journal.order import order  # not for a look that knows the journal
        from tracker.journal.renaming import under_new_ids

        names = self._names()
        found = [item for name in names for item in self._file(name)]
        damage = [item for item in found if isinstance(item, Damage)]
        files: dict[str, JournalFile] = {}
        for item in found:
            if not isinstance(item, Damage):
                files[item.name] = _longer(files.get(item.name), item)
        damage += [item for file in files.values() for item in file.items if isinstance(item, Damage)]
        ordered = order(files.values())
        events = under_new_ids(ordered.events, self.names())
        paths = tuple(f"{self.folder}/{name}" for name in names)
        return Journal(events, tuple(damage), paths, ordered.frontier, ordered.missing, tuple(files))

    def pieces(self, names: "Iterable[str]", frontier: "Mapping[str, str] | None" = None) -> "list[Unread] | None":
        """These files in pieces of which each comes before the next; None where they cannot be told apart so.

        `frontier`: see `tracker.journal.segments`. Each is read when it is asked for, and nothing of it is kept here.

        Raises:
            StorageError: a file cannot be read.
        """
        from tracker.adapters.files.glimpses import glimpses
        from tracker.journal.segments import segments

        found = glimpses(os.path.join(self._root, self.folder), names)
        if found is None:
            return None
        cut = segments((glimpse for glimpse, _ in found.values()), frontier)
        if cut is None:
            return None
        return [Unread([found[name] for name in piece], self._piece) for piece in cut]

    def _piece(self, found: "list[tuple[Glimpse, Part]]") -> Piece:
        from tracker.adapters.files.glimpses import content
        from tracker.journal.codec import decode
        from tracker.journal.order import JournalFile

        files, damage = [], list[Damage]()
        for glimpse, part in found:
            bytes_ = content(os.path.join(self._root, self.folder), part)
            place = f"{self.folder}/{part.file}"
            file = JournalFile(glimpse.name, tuple(decode(bytes_, run=glimpse.name[_DATE:-6], file=place, first=part.first)))
            told = [item for item in file.items if isinstance(item, Recorded)]
            if (told[-1].h if told else "") != glimpse.last:
                raise UnlikeGlimpsedError(place)
            damage += [item for item in file.items if isinstance(item, Damage)]
            files.append(file)
        return Piece(tuple(files), tuple(damage))

    def _names(self) -> list[str]:
        try:
            check(os.path.join(self._root, self.folder, ""))
            return sorted(name for name in os.listdir(os.path.join(self._root, self.folder)) if name.endswith(".jsonl"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise unreadable(self.folder, error) from error

    def files(self) -> tuple[str, ...]:
        """The files, relative to the project's root.

        Raises:
            StorageError: the folder cannot be read.
        """
        return tuple(f"{self.folder}/{name}" for name in self._names())

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file by its name; of one that is there twice, alone and folded, the longer.

        Raises:
            StorageError: a file cannot be read.
        """
        from tracker.journal.folding import Part, is_folded, unpack

        found: dict[str, bytes] = {}
        for name in self._names():
            try:
                content = _as_written(read_ours(os.path.join(self._root, self.folder, name), limit=JOURNAL_LIMIT))
            except OSError as error:
                raise unreadable(f"{self.folder}/{name}", error) from error
            for part in unpack(content, file=name) if is_folded(name) else ():
                if isinstance(part, Part):
                    found[part.name] = max(part.content, found.get(part.name, b""), key=len)
            found[name] = max(content, found.get(name, b""), key=len)
        return found

    def _file(self, name: str) -> tuple["JournalFile | Damage", ...]:
        path = os.path.join(self._root, self.folder, name)
        try:
            with open(open_ours(path, limit=JOURNAL_LIMIT), "rb") as file:
                found = os.fstat(file.fileno())
                state = (found.st_size, found.st_mtime_ns, found.st_ino)
                known = self._known.get(name)
                if known is not None and known[0] == state:
                    return known[1]
                content = _as_written(file.read())
        except OSError as error:
            raise unreadable(f"{self.folder}/{name}", error) from error
        items = tuple(_decoded(name, content, f"{self.folder}/{name}"))
        self._known[name] = (state, items)
        return items


def _as_written(content: bytes) -> bytes:
    """With the line ends that it was written with: git may check it out with others, and JSON has none of its own."""
    return content.replace(b"\r\n", b"\n")


def _decoded(name: str, content: bytes, path: str) -> "Iterator[JournalFile | Damage]":
    """The files that a file holds: itself, or those that were folded into it."""
    from tracker.journal.codec import decode
    from tracker.journal.folding import Part, is_folded, unpack
    from tracker.journal.order import JournalFile

    for part in unpack(content, file=path) if is_folded(name) else (Part(name, content, 1),):
        if isinstance(part, Damage):
            yield part
        else:
            items = tuple(decode(part.content, run=part.name[_DATE:-6], file=path, first=part.first))
            yield JournalFile(part.name, items)


def _longer(one: "JournalFile | None", other: "JournalFile") -> "JournalFile":
    """Of a file that is there twice, alone and folded, the one that has more in it; both, where they are at odds."""
    if one is None:
        return other
    short, long = sorted((one, other), key=lambda file: len(file.items))
    told = [item.h for item in short.items if isinstance(item, Recorded)]
    if told == [item.h for item in long.items if isinstance(item, Recorded)][: len(told)]:
        return long
    place = next(item.place for item in long.items)
    odd = Damage(place, f"{long.name} is there twice, and the two do not agree", long.name[_DATE:-6])
    return long._replace(items=(*long.items, odd))


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
            raise OSError(errno.ELOOP, "its folder leads to another place than when the run began")
        try:
            found = os.lstat(self._file)
        except (FileNotFoundError, NotADirectoryError):
            return False
        if (found.st_dev, found.st_ino, found.st_size) == (*self._same, self._size):
            return True
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EEXIST, "something else is in its place")
        there = read_ours(self._file, limit=JOURNAL_LIMIT)
        if not b"".join(self._written).startswith(there):
            raise OSError(errno.EEXIST, "somebody else wrote to it")
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


def unreadable(path: str, error: OSError) -> StorageError:
    """Why something below `.tracker` cannot be read, and what to do."""
    hint = "Remove it" if isinstance(error, NotOursError) else "Make it readable"
    return StorageError(f"{path} cannot be read: {error.strerror}", hints=[f"{hint}, then run the same command again."])


def _sync(fd: int) -> None:
    getattr(os, "fdatasync", os.fsync)(fd)
