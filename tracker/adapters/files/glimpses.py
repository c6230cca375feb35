"""The first and the last line of each journal file, without reading what is between them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from io import BufferedReader
from typing import NamedTuple

from tracker.adapters.files.own import JOURNAL_LIMIT, open_ours
from tracker.errors import StorageError
from tracker.journal import folding
from tracker.journal.codec import decode
from tracker.journal.damage import Damage
from tracker.journal.events import JournalOpened, Recorded
from tracker.journal.segments import Glimpse

_REACHES = (1 << 14, 1 << 20)
"""How many bytes are looked at for a last line; of a first line the most."""
_DATE = len("2025-11-27-")


class Part(NamedTuple):
    """Where a journal file's bytes are: the whole of a file on the disk, or a part of one that others were folded into."""

    file: str
    start: int
    size: int
    first: int
    """The number of its first line there."""


def glimpses(folder: str, names: Iterable[str]) -> dict[str, tuple[Glimpse, Part]] | None:
    """What each journal file begins and ends with, by its name; None where that does not tell all of it.

    Where one cannot be read that is for the whole reading to say.
    """
    found: dict[str, tuple[Glimpse, Part]] = {}
    for name in names:
        try:
            with open(open_ours(os.path.join(folder, name), limit=JOURNAL_LIMIT), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                parts = _folded(name, file) if folding.is_folded(name) else [(name, Part(name, 0, size, 1))]
                for inner, part in parts or ():
                    glimpse = _glimpse(inner, file, part)
                    if glimpse is None or inner in found:
                        return None
                    found[inner] = (glimpse, part)
                if parts is None:
                    return None
        except OSError:
            return None
    return found


def content(folder: str, part: Part) -> bytes:
    """The bytes of a journal file.

    Raises:
        StorageError: they cannot be read.
    """
    try:
        with open(open_ours(os.path.join(folder, part.file), limit=JOURNAL_LIMIT), "rb") as file:
            file.seek(part.start)
            return file.read(part.size)
    except OSError as error:
        raise StorageError(f"{folder}/{part.file} cannot be read: {error.strerror}") from error


def _folded(name: str, file: BufferedReader) -> list[tuple[str, Part]] | None:
    """Where the files are that were folded into one; None where it is damaged."""
    whole = file.read()
    parts: list[tuple[str, Part]] = []
    at = whole.find(b"\n") + 1
    for part in folding.unpack(whole, file=name):
        if isinstance(part, Damage):
            return None
        parts.append((part.name, Part(name, at, len(part.content), part.first)))
        at += len(part.content)
    return parts


def _glimpse(name: str, file: BufferedReader, part: Part) -> Glimpse | None:
    file.seek(part.start)
    opened = _whole(name, file.readline(min(part.size, _REACHES[-1])))
    last = next((event for reach in _REACHES if (event := _last(name, file, part, min(part.size, reach)))), None)
    if opened is None or last is None:
        return None
    return Glimpse(name, opened.event.heads if isinstance(opened.event, JournalOpened) else {}, last.h)


def _last(name: str, file: BufferedReader, part: Part, reach: int) -> Recorded | None:
    """The last whole event in so many bytes before the end: the last line may be unfinished."""
    file.seek(part.start + part.size - reach)
    lines = reversed(file.read(reach).split(b"\n"))
    return next((event for line in lines if line and (event := _whole(name, line + b"\n"))), None)


def _whole(name: str, line: bytes) -> Recorded | None:
    """The event of a line; None when it is damaged. After which line it was written is told when the file is read."""
    items = [item for item in decode(line, run=name[_DATE:-6], file=name) if not isinstance(item, Damage)]
    return items[0] if len(items) == 1 else None
