"""Files of ours below `.tracker/`: regular ones in real folders, of a size that can be. Light imports only.

A clone brings along whatever somebody committed: a link `status.json → /dev/zero`, a lock that is a link to a file of the
user's, a pipe, `.tracker` itself as a link. No link below `.tracker` is followed, the folder itself included.
"""

from __future__ import annotations

import errno
import os
import stat

FOLDER = ".tracker"
CACHE_LIMIT = 1 << 28
"""Bytes of a cache that are read at most."""
JOURNAL_LIMIT = 1 << 30
"""Bytes of a journal file that are read at most."""
_PARTS = ("cache", "locks", "runs", "journal", "evidence", "saved", "proposals")


class NotOursError(OSError):
    """Something below `.tracker` is not what we would have made."""


def check(path: str) -> None:
    """Make sure that a path below a `.tracker` leads through real folders; one that does not lie below a `.tracker` is fine.

    What is not there is fine, too.

    Raises:
        NotOursError: a link, or no folder, is in the way.
        OSError: the disk does not say.
    """
    above, sign, below = path.rpartition(f"/{FOLDER}/")
    if not sign:
        return
    here = f"{above}/{FOLDER}"
    for name in ("", *below.split("/")[:-1]):
        here = f"{here}/{name}" if name else here
        try:
            mode = os.lstat(here).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            raise _not_ours(here, mode, "a folder", asked=path.rstrip("/"))


def check_folders(root: str) -> None:
    """The same for every folder of ours in a project.

    Raises:
        NotOursError: a link, or no folder, is in the way.
        OSError: the disk does not say.
    """
    for name in _PARTS:
        check(f"{root}/{FOLDER}/{name}/")


def open_ours(path: str, flags: int = os.O_RDONLY, mode: int = 0o666, *, limit: int = 0) -> int:
    """The descriptor of a regular file; nothing is waited for, and no link is followed below `.tracker`.

    Raises:
        NotOursError: it is no regular file, larger than `limit` bytes, or behind a link.
        OSError: it cannot be opened.
    """
    check(path)
    try:
        fd = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW, mode)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EISDIR):
            raise _not_ours(path, os.lstat(path).st_mode, "a file") from error
        raise
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise _not_ours(path, found.st_mode, "a file")
        if limit and found.st_size > limit:
            raise NotOursError(errno.EFBIG, f"it has {found.st_size} bytes, expected at most {limit}", path)
    except OSError:
        os.close(fd)
        raise
    return fd


def read_ours(path: str, *, limit: int) -> bytes:
    """All of a file of ours; raises as `open_ours` does."""
    with open(open_ours(path, limit=limit), "rb") as file:
        return file.read(limit)


def _not_ours(path: str, mode: int, expected: str, *, asked: str = "") -> NotOursError:
    found = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "a file" if stat.S_ISREG(mode) else ""
    name = path[path.rfind(f"/{FOLDER}") + 1 :] if asked != path and asked else "it"
    return NotOursError(errno.EINVAL, f"{name} is {found or 'a pipe or device'}, expected {expected}", path)
