"""The processes that descend from others: from /proc where there is one, from `ps` elsewhere."""

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


def parents(*, proc: bool = True) -> dict[int, int]:
    """Process → its parent, for all processes that can be seen."""
    found = _from_proc() if proc and os.path.exists("/proc/self/stat") else {}
    return found or _from_ps()


def _from_proc() -> dict[int, int]:
    found: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    found[int(name)] = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has just ended
    return found


def _from_ps() -> dict[int, int]:
    rows = [row.split() for row in _ps("-A", "-o", "pid=,ppid=")]
    return {int(row[0]): int(row[1]) for row in rows if len(row) > 1 and row[0].isdigit() and row[1].isdigit()}


def _ps(*words: str) -> list[str]:
    import subprocess

    program = next((path for path in ("/bin/ps", "/usr/bin/ps") if os.path.exists(path)), "ps")
    try:
        done = subprocess.run([program, *words], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return []
    return done.stdout.decode("utf-8", "replace").splitlines()


def descendants(root: int, *, proc: bool = True) -> list[int]:
    """All below a process, nearest first."""
    children: dict[int, list[int]] = {}
    for pid, parent in parents(proc=proc).items():
        children.setdefault(parent, []).append(pid)
    found, todo = [], [root]
    while todo:
        kids = children.pop(todo.pop(0), [])
        found += kids
        todo += kids
    return found


def marked(mark: str, *, proc: bool = True) -> Iterator[int]:
    """Processes that have a text in the environment which they were started with, each as it is found. Zombies have none."""
    if not (proc and os.path.exists("/proc/self/environ")):
        rows = [row.split(None, 1) for row in _ps("axeww", "-o", "pid=,command=")]
        yield from (int(row[0]) for row in rows if len(row) > 1 and mark in row[1] and int(row[0]) != os.getpid())
        return
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid() and has_mark(int(name), mark):
            yield int(name)


def has_mark(pid: int, mark: str) -> bool:
    """Whether a process was started with a text in its environment."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return mark.encode() in file.read()
    except OSError:
        return False


def started(pid: int) -> int:
    """When a process started, in the kernel's ticks since boot; 0 when it is gone or nobody can tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0
