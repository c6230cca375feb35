"""The file that a command's name means."""

from __future__ import annotations

import errno
import os
import stat


def which(name: str, path: str, cwd: str) -> str:
    """Like a shell's search, seen from `cwd`.

    Raises:
        OSError: ENOENT when nothing is found, EACCES when it may not be executed.
    """
    folders = [""] if "/" in name else path.split(os.pathsep)
    denied = False
    for folder in folders:
        candidate = os.path.join(cwd, folder, name)
        try:
            mode = os.stat(candidate).st_mode
        except OSError:
            continue
        if stat.S_ISREG(mode) and os.access(candidate, os.X_OK):
            return candidate
        denied = True
    raise OSError(errno.EACCES if denied else errno.ENOENT, os.strerror(errno.ENOENT), name)
