"""A small process that outlives a killed runner just long enough to end what that had started.

It holds a pipe from the runner. When the pipe ends without a word, the runner is dead: the guard kills the process groups that
were alive, by a table in memory which they share, and then whatever has the run's mark in its environment. It inherits the
run's locks, so that nobody can start the same phase again before it is done.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import signal
from collections.abc import Sequence

_SLOTS = 512
_FREE_FROM = 10
"""Lower descriptors are the guard's own."""
_WIDTH = 10
_FREE = b" " * (_WIDTH - 1) + b"\n"
_SCRIPT = r"""
trap '' HUP INT TERM
read -r word && [ "$word" = bye ] && exit 0
exec 2>/dev/null
for pid in $(cat <&3); do kill -s KILL -- "-$pid"; done
if [ -n "$2" ]; then
  echo 1 > "$2/cgroup.kill"
  n=0
  until rmdir "$2" || [ $n -ge 100 ]; do sleep 0.05; n=$((n + 1)); done
fi
marked() {
  if [ "$3" = proc ] && [ -d /proc/self ]; then
    grep -ls -- "$1" /proc/[0-9]*/environ | while read -r file; do pid=${file#/proc/}; echo "${pid%/environ}"; done
  else
    ps axeww -o pid=,command= | while read -r pid words; do
      case $words in tracker-guard* | *" tracker-guard "*) ;; *"$1"*) echo "$pid" ;; esac
    done
  fi
}
n=0
while [ $n -lt 50 ]; do
  found=$(marked "$1" "" "$3")
  [ -n "$found" ] || break
  for pid in $found; do kill -KILL "$pid"; done
  n=$((n + 1))
done
"""
"""Its words: the mark, the control group's folder or nothing, and `proc` where /proc may be read. It is a shell, because no
other program is as small, is everywhere, and outlives its parent without any of the parent's memory."""


class Guard:
    """Started with the first process of a run."""

    def __init__(self, mark: str, *, locks: Sequence[int] = (), cgroup: str = "", proc: bool = True) -> None:
        """`mark` is a text in the environment of everything that the run starts; `locks` are descriptors to be kept open.

        False for `proc` forces the way of systems without /proc: `ps`, which the guard's shell has everywhere.

        Raises:
            OSError: it cannot be started.
        """
        table = _memory()
        try:
            self._table = mmap.mmap(table, _SLOTS * _WIDTH)
            self._table[:] = _FREE * _SLOTS
            read, self._write = os.pipe()
            try:
                self.pid = _start((mark, cgroup, "proc" if proc else ""), read, table, locks)
            except OSError:
                os.close(self._write)
                raise
            finally:
                os.close(read)
        finally:
            os.close(table)
        self._slots: dict[int, int] = {}
        self._free = list(range(_SLOTS))[::-1]

    def watch(self, pid: int) -> None:
        """A process group has been started."""
        if self._free:  # one beyond the table is found by its mark
            slot = self._slots[pid] = self._free.pop()
            self._table[slot * _WIDTH : (slot + 1) * _WIDTH] = b"%-*d\n" % (_WIDTH - 1, pid)

    def forget(self, pid: int) -> None:
        """It has ended, and its number may soon be somebody else's."""
        slot = self._slots.pop(pid, None)
        if slot is not None:
            self._table[slot * _WIDTH : (slot + 1) * _WIDTH] = _FREE
            self._free.append(slot)

    def close(self) -> None:
        """All have ended: let the guard go."""
        try:
            os.write(self._write, b"bye\n")
        except OSError:
            pass  # somebody killed it
        os.close(self._write)
        try:
            os.waitpid(self.pid, 0)
        except ChildProcessError:
            pass  # somebody else buried it
        self._table.close()


def _memory() -> int:
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("tracker-guard", os.MFD_CLOEXEC)
    else:
        import tempfile

        fd, path = tempfile.mkstemp(prefix="tracker-guard-")
        os.unlink(path)
    os.ftruncate(fd, _SLOTS * _WIDTH)
    return fd


def _start(words: Sequence[str], read: int, table: int, locks: Sequence[int]) -> int:
    """The guard's own session, with nothing of the user's environment in it."""
    moved: list[int] = []
    try:
        for fd in (read, table, *(lock for lock in locks if lock < _FREE_FROM)):
            moved.append(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FREE_FROM))
        kept = [*(lock for lock in locks if lock >= _FREE_FROM), *moved[2:]]
        # Under its own number, a descriptor is only made one that the new program keeps.
        actions = [(os.POSIX_SPAWN_DUP2, fd, fd) for fd in kept]
        actions += [(os.POSIX_SPAWN_DUP2, moved[0], 0), (os.POSIX_SPAWN_DUP2, moved[1], 3)]
        return _spawn(words, actions)
    finally:
        for fd in moved:
            os.close(fd)


def _spawn(words: Sequence[str], actions: Sequence[tuple[int, int, int]]) -> int:
    return os.posix_spawn(
        "/bin/sh",
        ("sh", "-c", _SCRIPT, "tracker-guard", *words),
        {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
        file_actions=[
            *actions,
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGPIPE],
    )
