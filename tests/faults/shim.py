"""Where a fault happens: a shim in C below every process of a command, or, where there is no compiler, in this one's `os`."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("shim.c")
MODES = {"off": 0, "count": 1, "crash": 2, "power": 3, "fail": 4, "short": 5}


class Counts(NamedTuple):
    """How many calls of each sort there were. The n-th call of a fault is one of its sort."""

    calls: int
    changes: int
    """Of them. A full disk and one that is read-only fail these alone. (The shim in Python sees no other call.)"""
    writes: int
    """Of the changes. Only these can be short."""


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th call."""

    mode: str
    at: int = 0
    error: int = errno.EIO
    persistent: bool = False
    fraction: float = 0.5
    reads: int = 0
    """1: opening, reading and closing count, too; 2: also what folders and names say, but not to git; 3: everything."""

    def among(self, counts: Counts) -> int:
        """How many calls there are that this fault can be at."""
        if self.mode == "short":
            return counts.writes
        return counts.changes if self.mode == "fail" and self.error in (errno.ENOSPC, errno.EROFS) else counts.calls

    def __str__(self) -> str:
        name = errno.errorcode[self.error] if self.mode == "fail" else f"{self.mode}@{self.fraction:.2f}"
        return f"{name} at call {self.at}{' and after' if self.persistent else ''}"


class _Written(ctypes.Structure):
    _fields_ = (("path", ctypes.c_char * 512), ("synced", ctypes.c_long))


class _State(ctypes.Structure):
    _fields_ = (
        ("counts", ctypes.c_long * 3),
        ("at", ctypes.c_long),
        ("mode", ctypes.c_int),
        ("error", ctypes.c_int),
        ("persistent", ctypes.c_int),
        ("reads", ctypes.c_int),
        ("fraction", ctypes.c_double),
        ("hit", ctypes.c_int),
        ("what", ctypes.c_char * 160),
        ("written", ctypes.c_int),
        ("files", _Written * 512),
    )


SIZE = ctypes.sizeof(_State)


def build(folder: Path) -> Path | None:
    """The compiled shim; None where there is no compiler or no way to put it below a process."""
    compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not os.path.exists("/proc/self/fd") or os.environ.get("FAULTS_SHIM") == "python":
        return None
    made = folder / "shim.so"
    done = subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=False, capture_output=True)
    return made if done.returncode == 0 else None


class Shared:
    """The state that the shim in C reads, in shared memory."""

    name = "C shim, git included"

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), SIZE)
        self._state = _State.from_buffer(self._map)

    def arm(self, fault: Fault) -> None:
        state = self._state
        ctypes.memset(ctypes.byref(state), 0, SIZE)
        state.at, state.error, state.fraction = fault.at, fault.error, fault.fraction
        state.persistent, state.reads = int(fault.persistent), int(fault.reads)
        state.mode = MODES[fault.mode]

    def disarm(self) -> None:
        self._state.mode = 0

    @property
    def counts(self) -> Counts:
        return Counts(*self._state.counts)

    @property
    def hit(self) -> bool:
        return bool(self._state.hit)

    @property
    def what(self) -> str:
        return bytes(self._state.what).decode("utf-8", "replace").strip()


class InPython:
    """The same for this process alone, by putting functions in the place of those of `os`."""

    name = "Python shim, without git"
    _CALLS = (
        "write",
        "fsync",
        "fdatasync",
        "replace",
        "rename",
        "unlink",
        "mkdir",
        "ftruncate",
        "pwrite",
        "posix_spawn",
        "open",
    )

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 256)
        self._fault = Fault("off")

    def arm(self, fault: Fault) -> None:
        """In a process of its own, which ends with the command: what is put in place stays there."""
        self._memory[:] = bytes(256)
        self._fault = fault
        for name in self._CALLS:
            if hasattr(os, name):
                setattr(os, name, self._wrapped(name, getattr(os, name)))

    def reset(self) -> None:
        self._memory[:] = bytes(256)

    def _wrapped(self, name: str, real):
        def call(*args, **kwargs):
            if self._fault.mode == "off" or (name == "open" and not args[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)):
                return real(*args, **kwargs)
            return self._here(name, real, args, kwargs)

        return call

    def _here(self, name: str, real, args, kwargs):
        fault, n = self._fault, self.counts.calls + 1
        self._memory[:8] = n.to_bytes(8, "little")
        if fault.mode == "count" or not (n == fault.at or (fault.persistent and n > fault.at)):
            return real(*args, **kwargs)
        self._memory[8] = 1
        self._memory[16:80] = name.encode().ljust(64, b"\0")
        if fault.mode == "short":
            short = 1 + int((len(args[1]) - 1) * fault.fraction) if name == "write" else 0
            return real(args[0], bytes(args[1])[:short]) if short else real(*args, **kwargs)
        if fault.mode == "fail":
            raise OSError(fault.error, os.strerror(fault.error))
        if name == "write":
            real(args[0], bytes(args[1])[: int(len(args[1]) * fault.fraction)])
        os.killpg(0, signal.SIGKILL)
        return None

    def disarm(self) -> None:
        self._fault = Fault("off")

    @property
    def counts(self) -> Counts:
        count = int.from_bytes(self._memory[:8], "little")
        return Counts(count, count, count)

    @property
    def hit(self) -> bool:
        return bool(self._memory[8])

    @property
    def what(self) -> str:
        return self._memory[16:80].rstrip(b"\0").decode()


Shim = Shared | InPython


def current() -> Shim:
    """The shim that this process runs above."""
    path = os.environ.get("FAULT_STATE")
    return Shared(path) if path and os.environ.get("LD_PRELOAD") else InPython()
