"""Folders that are gone when their process is: removed at the end, or by the next process after a kill."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tracker.adapters.files.presence import resolve
from tracker.errors import BlockedError

_LOCK = "lock"
_YOUNG = 3600.0
"""Seconds for which a folder without its lock is left alone: its process may be about to make it."""


@contextmanager
def temporary_folder(prefix: str, *, outside: str) -> Iterator[str]:
    """A new folder that is not inside `outside`. What dead processes left with the same prefix is removed, too.

    Raises:
        BlockedError: there is no place for it.
    """
    place = _place(outside)
    sweep(place, prefix)
    folder = tempfile.mkdtemp(prefix=prefix, dir=place)
    held = os.open(os.path.join(folder, _LOCK), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield resolve(folder)
    finally:
        _remove(folder)
        os.close(held)


def _place(outside: str) -> str:
    """Where temporary files go."""
    avoided = resolve(outside).rstrip(os.sep) + os.sep
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - a folder of our own is made in it
        if os.path.isdir(place) and not (resolve(place) + os.sep).startswith(avoided) and os.access(place, os.W_OK | os.X_OK):
            return place
    raise BlockedError(
        f"a checkout has to be outside of {outside}, and the folder for temporary files is inside",
        hints=["Name another one: TMPDIR=/var/tmp tracker …"],
    )


def sweep(place: str, prefix: str) -> None:
    """Remove the folders of processes that live no more. What cannot be removed is left."""
    with suppress(OSError):
        for entry in list(os.scandir(place)):
            with suppress(OSError):
                if entry.name.startswith(prefix) and _is_abandoned(entry):
                    _remove(entry.path)


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    known = entry.stat(follow_symlinks=False)
    if not stat.S_ISDIR(known.st_mode) or known.st_uid != os.getuid():
        return False
    try:
        held = os.open(os.path.join(entry.path, _LOCK), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return time.time() - known.st_mtime > _YOUNG
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


def _remove(folder: str) -> None:
    """Also what is write-protected, such as a cache of modules."""

    def again(function: Callable[..., object], path: str, _: object) -> None:
        with suppress(OSError):
            os.chmod(os.path.dirname(path), stat.S_IRWXU)
            if os.path.isdir(path) and not os.path.islink(path):
                os.chmod(path, stat.S_IRWXU)
                shutil.rmtree(path, ignore_errors=True)
            else:
                function(path)

    shutil.rmtree(folder, onerror=again)
