"""Files that processes write their output to.

Making a file costs more than starting a small process (0.7 ms against 0.6 on ext4, where each new file is a journal
transaction). Most checks print nothing, so their empty file is given to the next process; a file with output gets the name
that it was meant to have.
"""

from __future__ import annotations

import fcntl
import os

from tracker.adapters.files.own import check


class OutputSlots:
    """Output files, made when they are needed and used again while they are empty."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._free: list[str] = []
        self._made = 0

    def take(self) -> str:
        """A path for a process to open; the file is empty or is not there yet.

        Raises:
            OSError: the folder cannot be made.
        """
        if self._free:
            return self._free.pop()
        if not self._made:
            check(os.path.join(self._folder, ""))
            os.makedirs(self._folder, exist_ok=True)
        self._made += 1
        return os.path.join(self._folder, f"output-{self._made}.log")

    def give_back(self, slot: str) -> None:
        """The process for which it was taken could not be started."""
        self._free.append(slot)

    def settle(self, slot: str, wanted: str) -> bool:
        """A process has ended: whether it left output, which is then at `wanted`.

        Raises:
            OSError: the file cannot be moved.
        """
        if os.path.getsize(slot):
            os.makedirs(os.path.dirname(wanted), exist_ok=True)
            os.replace(slot, wanted)
            return True
        if _unwritten(slot):
            self._free.append(slot)
        return False

    def close(self) -> None:
        """Remove what was never written to."""
        for slot in self._free:
            try:
                os.unlink(slot)
            except OSError:
                pass  # it was never made, or the disk does not let us: the folder is one of logs
        self._free.clear()


def _unwritten(path: str) -> bool:
    """Whether nobody has the file open for writing: a process that got away could still print to it.

    Linux gives a read lease only then (fcntl(2), F_SETLEASE); where there are no leases, a file is never used twice.
    """
    setlease = getattr(fcntl, "F_SETLEASE", None)
    if setlease is None:
        return False
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.fcntl(fd, setlease, fcntl.F_RDLCK)
        fcntl.fcntl(fd, setlease, fcntl.F_UNLCK)
    except OSError:
        return False
    finally:
        os.close(fd)
    return True
