"""Reads the journal: all of its files, or the pieces into which they can be cut."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from tracker.adapters.files.cache import signature
from tracker.adapters.files.own import JOURNAL_LIMIT, NotOursError, check, open_ours, read_ours
from tracker.errors import StorageError
from tracker.journal.damage import Damage
from tracker.journal.events import (
    Recorded,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracker.adapters.files.cache import Seen
    from tracker.adapters.files.glimpses import Part
    from tracker.journal.order import JournalFile
    from tracker.journal.segments import Glimpse

_DATE = len("2025-11-27-")


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
    odd = Damage(place, f"{long.name} exists twice, with different content", long.name[_DATE:-6])
    return long._replace(items=(*long.items, odd))


def unreadable(path: str, error: OSError) -> StorageError:
    """Why something below `.tracker` cannot be read, and what to do."""
    hint = "Remove it" if isinstance(error, NotOursError) else "Make it readable"
    return StorageError(f"{path} cannot be read: {error.strerror}", hints=[f"{hint}, then run the same command again."])
