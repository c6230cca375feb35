"""What is there, and what only cannot be seen: whoever takes a broken disk for a file that is gone says what is not true."""

from __future__ import annotations

import errno
import os
import stat

_ORDINARY = frozenset(
    (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.EACCES,
        errno.EPERM,
        errno.EISDIR,
        errno.EINVAL,
        errno.ENXIO,
    )
)
"""Nothing is there, or a folder, a pipe, something of somebody else. All else is trouble with the disk."""


def is_ordinary(error: OSError) -> bool:
    """Whether there is just nothing to read."""
    return error.errno in _ORDINARY


def look(path: str) -> os.stat_result | None:
    """What the system knows of a file or folder; None when there is none.

    Raises:
        OSError: the disk does not say.
    """
    try:
        return os.stat(path)
    except ValueError:
        return None  # no file has a NUL in its name
    except OSError as error:
        if is_ordinary(error):
            return None
        raise


Signature = tuple[int, int, int, int]
"""Size, mtime and ctime in nanoseconds, inode: what tells that a file or folder is the same."""


def signature(path: str) -> Signature | None:
    """What tells that a file or folder is the same; None when there is none. Raises as `look` does."""
    found = look(path)
    return None if found is None else (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def is_there(path: str) -> bool:
    """Whether there is a name, be it a link to nothing; raises as `look` does."""
    try:
        os.lstat(path)
    except OSError as error:
        if is_ordinary(error):
            return False
        raise
    return True


def resolve(path: str) -> str:
    """The path without links, and what is not there as it stands; raises as `look` does.

    `os.path.realpath` takes a link that it cannot read for none, and so leads out of a folder, or writes over the link.
    """
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        if not is_ordinary(error):
            raise
    folder, name = os.path.split(path)
    if os.pardir in path.split(os.sep) or not name or is_there(path):
        return os.path.realpath(path)  # out of a folder that is not there, or a link to nothing, or to itself
    return os.path.join(resolve(folder), name)


def is_file(path: str) -> bool:
    """Whether there is a file; raises as `look` does."""
    found = look(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def is_folder(path: str) -> bool:
    """Whether there is a folder; raises as `look` does."""
    found = look(path)
    return found is not None and stat.S_ISDIR(found.st_mode)
