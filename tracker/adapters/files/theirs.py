"""Settings files of other programs, which we change: read whole, written whole or not at all, and never through a link."""

from __future__ import annotations

import os
import stat

from tracker.adapters.files.disk import DiskFiles
from tracker.errors import StorageError

_MOST = 4_000_000
"""Bytes of a settings file."""


def read_theirs(path: str) -> bytes | None:
    """The content; None where there is no file.

    Raises:
        StorageError: it is no regular file of this user's, it lies behind a link, or it cannot be read.
    """
    found = _own(os.path.dirname(path)) and _own(path)
    if found is None:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise StorageError(f"{path} is no file, so it was left as it is", hints=["Move away what is there."])
    if found.st_size > _MOST:
        raise StorageError(f"{path} has {found.st_size} bytes, expected at most {_MOST}", hints=["Look what is in it."])
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hints=["Make it readable."]) from error


def write_theirs(path: str, content: bytes, *, before: bytes | None) -> None:
    """Let the file have this content; `before` is what it had when it was read.

    Raises:
        StorageError: somebody changed it meanwhile, or it cannot be written; it is then as it was.
    """
    _unchanged(path, before)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        DiskFiles(os.path.dirname(path)).place(os.path.basename(path), content, new=before is None)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", hints=["Make it writable, then try again."]
        ) from error


def remove_theirs(path: str, *, before: bytes) -> None:
    """Remove the file, and its folder when nothing else is in it.

    Raises:
        StorageError: somebody changed it meanwhile, or it cannot be removed.
    """
    _unchanged(path, before)
    try:
        os.unlink(path)
    except OSError as error:
        raise StorageError(f"{path} cannot be removed: {error.strerror}", hints=["Make its folder writable."]) from error
    try:
        os.rmdir(os.path.dirname(path))
    except OSError:
        pass  # other things are in it


def _unchanged(path: str, before: bytes | None) -> None:
    if read_theirs(path) != before:
        raise StorageError(f"{path} was changed meanwhile, so it was left as it is", hints=["Run the same command again."])


def _own(place: str) -> os.stat_result | None:
    """What the system knows of a file or folder; None where there is none."""
    found = _look(place)
    if found is not None and stat.S_ISLNK(found.st_mode):
        raise StorageError(
            f"{place} is a link to {os.readlink(place)}, and no link is followed to a file that is changed",
            hints=["Put a file in its place, or add the hooks by hand: docs/how-to/agents-hooks.md"],
        )
    if found is not None and found.st_uid != os.getuid():
        raise StorageError(f"{place} belongs to another user, so it was left as it is", hints=["Ask its owner."])
    return found


def _look(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError(f"{path} cannot be looked at: {error.strerror}", hints=["Make its folder readable."]) from error
