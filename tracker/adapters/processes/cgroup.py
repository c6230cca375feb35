"""A control group of the run's own (cgroups(7), version 2): no process can leave it by itself, and one write kills all of it.

The runner moves itself into the group before it starts anything, so that whatever it starts is in it from its first
instruction, and back out before the group is killed. Where the system allows no group (no version 2, no delegation), the
executor does without.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

_PATIENCE = 2.0
"""Seconds that killed processes are waited for."""
_PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class Cgroup:
    """A group that was made, below the one that this process was in."""

    path: str
    home: str

    def enter(self) -> bool:
        """Move this process into it; whether that is allowed."""
        return _write(f"{self.path}/cgroup.procs", str(os.getpid()))

    def leave(self) -> None:
        """Move this process back out, kill what is left in the group, and remove it."""
        if _write(f"{self.home}/cgroup.procs", str(os.getpid())):
            _write(f"{self.path}/cgroup.kill", "1")
        self.remove()

    def remove(self) -> None:
        """Remove it as soon as it is empty."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                os.rmdir(self.path)
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(_PAUSE)
            else:
                return


class Entering:
    """Moving this process into a group, begun beside other work: the kernel lets the first who asks wait (16 ms, say)."""

    def __init__(self, group: Cgroup) -> None:
        self._group = group
        self._inside = False
        self._thread = threading.Thread(target=self._enter, name="tracker-cgroup", daemon=True)
        self._thread.start()

    def _enter(self) -> None:
        self._inside = self._group.enter()

    def done(self) -> Cgroup | None:
        """The group, once this process is in it; None when that is not allowed, and then there is no group."""
        self._thread.join()
        if self._inside:
            return self._group
        self._group.remove()
        return None


def make(name: str) -> Cgroup | None:
    """A new group below our own; None where there can be none."""
    home = _home()
    if home is None:
        return None
    made = Cgroup(f"{home}/{name}", home)
    try:
        os.mkdir(made.path)
    except OSError:
        return None
    if not os.path.exists(f"{made.path}/cgroup.kill"):  # Linux before 5.14
        made.remove()
        return None
    return made


def _home() -> str | None:
    """The folder of the version 2 group that this process is in."""
    try:
        with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as file:
            mounts = [line.split() for line in file]
        with open("/proc/self/cgroup", encoding="utf-8", errors="surrogateescape") as file:
            groups = [line.rstrip("\n").split(":", 2) for line in file]
    except OSError:
        return None
    mount = next((fields[1] for fields in mounts if len(fields) > 2 and fields[2] == "cgroup2"), None)  # noqa: PLR2004 - fstab(5)
    group = next((path for number, _, path in groups if number == "0"), None)
    if mount is None or group is None:
        return None
    home = os.path.normpath(f"{mount}/{group}")
    return home if os.access(f"{home}/cgroup.procs", os.W_OK) else None


def _write(path: str, text: str) -> bool:
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    except OSError:
        return False
    return True
