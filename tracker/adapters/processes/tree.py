"""The processes that descend from others: from /proc where there is one, from psutil elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, prctl(2)."""


def adopt_orphans() -> bool:
    """Make this process the parent of what its descendants leave behind (Linux). Whether that worked.

    A descendant cannot escape by forking twice or by a session of its own then: when its parent dies it becomes our child.
    """
    if not os.path.exists("/proc/self/task"):
        return False
    import ctypes

    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def release_orphans() -> None:
    """Be an ordinary parent again."""
    import ctypes

    ctypes.CDLL(None).prctl(_SUBREAPER, 0, 0, 0, 0)


def descendants(root: int, *, proc: bool = True) -> list[int]:
    """All below a process, nearest first."""
    if not (proc and os.path.exists("/proc/self/stat")):
        return _descendants_by_psutil(root)
    children: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found, unseen = [], [root]
    while unseen:
        kids = children.pop(unseen.pop(0), [])
        found += kids
        unseen += kids
    return found


def _parents() -> dict[int, int]:
    """Process → its parent, for all processes that can be seen."""
    found: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    found[int(name)] = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has just ended
    return found


def _descendants_by_psutil(root: int) -> list[int]:
    import psutil

    try:
        return [process.pid for process in psutil.Process(root).children(recursive=True)]
    except psutil.Error:
        return []  # it has just ended, or is not ours to look at


def marked(mark: str, *, proc: bool = True) -> Iterator[int]:
    """Processes that have a text in the environment which they were started with, each as it is found. Zombies have none."""
    if not (proc and os.path.exists("/proc/self/environ")):
        yield from _marked_by_psutil(mark)
        return
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid() and has_mark(int(name), mark):
            yield int(name)


def _marked_by_psutil(mark: str) -> Iterator[int]:
    import psutil

    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and any(mark in f"{key}={value}" for key, value in process.environ().items()):
                yield process.pid
        except (psutil.Error, OSError):
            continue  # it has just ended, or is not ours to look at


def has_mark(pid: int, mark: str) -> bool:
    """Whether a process was started with a text in its environment."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return mark.encode() in file.read()
    except OSError:
        return False


def works_below(pid: int, folder: str, *, proc: bool = True) -> bool:
    """Whether a process's working folder is a folder, or below it."""
    if proc and os.path.exists("/proc/self/cwd"):
        try:
            place = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            return False  # it has just ended, or is not ours to look at
    else:
        place = _cwd_by_psutil(pid)
    return place == folder or place.startswith(folder.rstrip("/") + "/")


def _cwd_by_psutil(pid: int) -> str:
    import psutil

    try:
        return str(psutil.Process(pid).cwd())
    except (psutil.Error, OSError):
        return ""


def started(pid: int) -> int:
    """When a process started: a number of the system's own, good for comparing; 0 when it is gone or nobody can tell."""
    if not os.path.exists("/proc/self/stat"):
        return _started_by_psutil(pid)
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def _started_by_psutil(pid: int) -> int:
    try:
        import psutil

        return round(psutil.Process(pid).create_time() * 1000)
    except (ImportError, psutil.Error):
        return 0
