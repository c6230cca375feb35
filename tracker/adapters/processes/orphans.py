"""What a process leaves behind: found, whatever session or parent it chose, and killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Collection, Iterable

from tracker.adapters.processes import tree

MARK = "PROCESS_MARK"
"""The environment variable by which everything that a task started is known. It does not tell who started it."""
_GRACE = 1.0
"""Seconds from TERM to KILL for what a run left behind."""
_PATIENCE = 2.0
"""Seconds that a killed process is waited for."""


class Orphans:
    """Sweeps up behind tasks. `adopt=False` forces the way of systems where orphans cannot be adopted."""

    def __init__(self, *, adopt: bool | None = None) -> None:
        self._lists: list[int] = []
        self._proc = adopt is not False
        self.adopts = adopt is not False and tree.adopt_orphans()
        if self.adopts:
            threads = {os.getpid(), threading.get_native_id()}
            try:
                self._lists = [os.open(f"/proc/self/task/{n}/children", os.O_RDONLY | os.O_CLOEXEC) for n in threads]
            except OSError:
                self.adopts = False  # a kernel without CONFIG_PROC_CHILDREN
                tree.release_orphans()
        self._group = os.getpgrp()
        self._others = self._children()
        """They were there before."""
        self._suspects: dict[int, set[int]] = {}
        """Orphan that nobody knows → the tasks that may have started it: it is killed when the last of them has ended."""

    def _children(self) -> set[int]:
        found: set[int] = set()
        for fd in self._lists:
            text = os.pread(fd, 1 << 16, 0)
            found.update(map(int, text.split()))
        return found

    def sweep(self, pid: int, mark: str, *, running: Collection[int], known: Collection[int]) -> None:
        """A task's leader has ended: end what it left. `known` are children of ours that are no orphans."""
        for owners in self._suspects.values():
            owners.discard(pid)
        deadline = time.monotonic() + _PATIENCE
        while self.adopts and time.monotonic() < deadline:
            orphans = self._children().difference(running, known, self._others)
            if not orphans or not self._end(orphans, pid, mark, running):
                return

    def _end(self, orphans: Collection[int], pid: int, mark: str, running: Collection[int]) -> bool:
        """Kill and bury what is this task's; whether anything moved, so that there may be new orphans."""
        moved = False
        for orphan in orphans:
            try:
                group = os.getpgid(orphan)
                if group == self._group:
                    continue  # a git or ps of ours: nothing that we start for others is in our group
                if os.waitpid(orphan, os.WNOHANG) != (0, 0):
                    moved = True
                    continue
            except (ProcessLookupError, ChildProcessError):
                moved = True
                continue
            if group == pid or tree.has_mark(orphan, mark) or not self._suspected(orphan, pid, running):
                moved = self._kill(orphan) or moved
        return moved

    def _suspected(self, orphan: int, pid: int, running: Collection[int]) -> bool:
        """Whether somebody who still runs may have started it."""
        if tree.has_mark(orphan, f"{MARK}="):
            return True  # it is another task's, which will sweep it up
        owners = self._suspects.setdefault(orphan, {other for other in running if other != pid})
        if owners:
            return True
        del self._suspects[orphan]
        return False

    @staticmethod
    def _kill(pid: int) -> bool:
        try:
            os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + _PATIENCE
            while os.waitpid(pid, os.WNOHANG) == (0, 0) and time.monotonic() < deadline:
                time.sleep(0.0005)
        except (ProcessLookupError, ChildProcessError, PermissionError):
            return False
        return True

    def tell(self, pid: int, number: int) -> None:
        """A signal for those descendants of a living leader that are in no group of its."""
        for other in tree.descendants(pid, proc=self._proc):
            try:
                if os.getpgid(other) != pid:
                    os.kill(other, number)
            except (ProcessLookupError, PermissionError):
                continue

    def kill_marked(self, mark: str) -> None:
        """Kill all that has a mark, until nothing has it any more."""
        _kill_marked(mark, proc=self._proc)

    def close(self, *, known: Collection[int] = ()) -> None:
        """End every orphan that is still there: TERM, and KILL after a grace. What is below one is our child when it ends."""
        patience = time.monotonic() + _GRACE
        told: set[int] = set()
        while self.adopts and (now := time.monotonic()) < patience + _PATIENCE:
            orphans = [o for o in self._children().difference(known, self._others) if _group(o) != self._group]
            if not orphans:
                break
            news = [_bury(orphan) or _end(orphan, told, kill=now >= patience) for orphan in orphans]
            if not any(news):
                time.sleep(0.005)
        for fd in self._lists:
            os.close(fd)
        self._lists = []
        if self.adopts:
            tree.release_orphans()
        self.adopts = False


def end_survivors(runs: Iterable[str], *, below: str) -> int:
    """Kill what dead runs have left at work in a folder of this machine; how many processes that were.

    A run that was killed together with its guard leaves them. Elsewhere a run of the same name may be alive: that of a clone
    which the journal came from.
    """
    return sum(_kill_marked(f"{MARK}={run}.", below=below) for run in runs)


def _kill_marked(mark: str, *, proc: bool = True, below: str = "") -> int:
    """Kill all that has a mark, until nothing has it any more; how many that were. `below`: only what works in a folder."""
    deadline = time.monotonic() + _PATIENCE
    killed: set[int] = set()
    while time.monotonic() < deadline:
        found = False
        for pid in tree.marked(mark, proc=proc):
            if below and not tree.works_below(pid, below, proc=proc):
                continue
            found = True
            try:
                os.kill(pid, signal.SIGKILL)  # at once: it may be about to hand over to another
                killed.add(pid)
            except (ProcessLookupError, PermissionError):
                continue
        if not found:
            break
    return len(killed)


def _bury(pid: int) -> bool:
    """Whether a child of ours has ended; takes it off the system's list."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _end(pid: int, told: set[int], *, kill: bool) -> bool:
    """TERM, once, or KILL; whether that was news to it."""
    if pid in told and not kill:
        return False
    told.add(pid)
    try:
        os.kill(pid, signal.SIGKILL if kill else signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass  # gone, or somebody else's by now (a set-user-id program): not ours to end
    return True


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
