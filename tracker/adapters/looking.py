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


def is_file(path: str) -> bool:
    """Whether there is a file; raises as `look` does."""
    found = look(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def is_folder(path: str) -> bool:
    """Whether there is a folder; raises as `look` does."""
    found = look(path)
    return found is not None and stat.S_ISDIR(found.st_mode)
