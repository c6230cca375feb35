"""Processes that left the group that they were started in: found by descent, and ended with what they belong to.

Linux only. A process whose parent has ended becomes a child of the nearest subreaper (prctl(2), PR_SET_CHILD_SUBREAPER), so
that nobody can get out of sight by forking twice. Elsewhere the group is all that can be known.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Collection
from typing import NamedTuple

from tracker.model.ports import Clock

_SET_CHILD_SUBREAPER = 36
_LOOK = 0.01
"""Seconds between two looks at processes that were asked to end."""
_HOPELESS = 5.0
"""Seconds after which we give up on somebody who does not die of KILL (a disk that does not answer)."""


def adopt_orphans(*, on: bool) -> bool:
    """Let orphaned descendants become our children, or not any more; whether the system can do it."""
    if sys.platform != "linux":
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, int(on), 0, 0, 0) == 0)


class _Seen(NamedTuple):
    parent: int
    group: int
    session: int


def _everybody() -> dict[int, _Seen]:
    """Every process by its pid (proc_pid_stat(5))."""
    found: dict[int, _Seen] = {}
    try:
        names = [name for name in os.listdir("/proc") if name.isdecimal()]
    except FileNotFoundError:
        return found
    for name in names:
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        found[int(name)] = _Seen(int(fields[1]), int(fields[2]), int(fields[3]))
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children and so on that are not in the process's own group."""
    everybody = _everybody()
    children: dict[int, list[int]] = {}
    for one, seen in everybody.items():
        children.setdefault(seen.parent, []).append(one)
    found = list(children.get(pid, ()))
    for one in found:
        found.extend(children.get(one, ()))
    return [one for one in found if everybody[one].group != pid]


def _children() -> list[int]:
    """Ours, with those whom every thread of ours has started (proc_pid_task_children(5): one look, nobody slips through)."""
    try:
        tasks = os.listdir("/proc/self/task")
    except FileNotFoundError:
        return []
    found: list[int] = []
    for task in tasks:
        try:
            with open(f"/proc/self/task/{task}/children", "rb") as file:
                found.extend(map(int, file.read().split()))
        except OSError:
            continue  # the thread has ended, or the kernel was built without this file
    return found


def strangers(known: Collection[int]) -> list[int]:
    """Our children that we did not start: each is in another session than ours, as whatever we start for others is."""
    session = os.getsid(0)
    return [pid for pid in _children() if pid not in known and os.getsid(pid) != session]


def end_strangers(known: Collection[int], clock: Clock, *, grace: float) -> None:
    """TERM for orphans, KILL after `grace` seconds; returns when they are buried.

    What is below them becomes our child when they end, so that it is its turn then.
    """
    patience = clock.monotonic() + grace
    told: set[int] = set()
    while left := strangers(known):
        now = clock.monotonic()
        if now > patience + _HOPELESS:
            return
        news = [_bury(pid) or _tell(pid, told, kill=now >= patience) for pid in left]
        if not any(news):
            clock.sleep(_LOOK)


def _tell(pid: int, told: set[int], *, kill: bool) -> bool:
    """TERM, once, or KILL; whether that was news to it."""
    news = kill or pid not in told
    if news:
        told.add(pid)
        send(pid, signal.SIGKILL if kill else signal.SIGTERM)
    return news


def _bury(pid: int) -> bool:
    """Whether a child has ended; takes it off the system's list."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def send(pid: int, number: int) -> None:
    """A signal to one process that may be gone."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass  # gone, or somebody else's by now (a set-user-id program): not ours to end
