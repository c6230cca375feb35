"""The file that a command's name means."""

from __future__ import annotations

import errno
import os
import stat

from tracker.adapters.files.presence import is_ordinary


def which(name: str, path: str, cwd: str) -> str:
    """Like a shell's search, seen from `cwd`.

    Raises:
        OSError: ENOENT when nothing is found, EACCES when it may not be executed, another one when
            the disk does not say whether it is there.
    """
    folders = [""] if "/" in name else [folder for folder in path.split(os.pathsep) if folder]
    denied, trouble = False, None
    for folder in folders:
        candidate = os.path.join(cwd, folder, name)
        try:
            mode = os.stat(candidate).st_mode
        except OSError as error:
            trouble = trouble if is_ordinary(error) else error
            continue
        if stat.S_ISREG(mode) and os.access(candidate, os.X_OK):
            return candidate
        denied = True
    if trouble is not None:
        raise trouble
    raise OSError(errno.EACCES if denied else errno.ENOENT, os.strerror(errno.ENOENT), name)
