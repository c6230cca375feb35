"""Where the output of a run's processes goes, and what the journal keeps of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.adapters.files.presence import is_folder
from tracker.adapters.processes.log import read_log
from tracker.adapters.processes.output_slots import OutputSlots
from tracker.adapters.processes.pipes import Pump, clean_folder
from tracker.model.log import Log
from tracker.model.redaction import Redactor

_LONG = 16 << 20
"""Bytes that take long enough to read to keep somebody else waiting."""
_TAIL = 4096
"""Bytes that the last line of an output is looked for in."""
_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""sha256 of no bytes."""
NO_LOG = Log("", _NOTHING, 0, "", "")
"""Of a process that printed nothing: no file is kept."""


@dataclass(frozen=True, slots=True)
class Output:
    """One process's output while it runs."""

    path: str
    pump: Pump | None
    """Between the process and the file, where there are secrets."""

    def action(self) -> tuple[int, ...] | tuple[int, int, str, int, int]:
        """What `posix_spawn` has to do for the process's standard output."""
        if self.pump is not None:
            return (os.POSIX_SPAWN_DUP2, self.pump.write, 1)
        return (os.POSIX_SPAWN_OPEN, 1, self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)

    def tail(self) -> bytes:
        """The end of what it has printed so far, however long that is."""
        try:
            with open(self.path, "rb", buffering=0) as file:
                file.seek(max(file.seek(0, os.SEEK_END) - _TAIL, 0))
                return file.read(_TAIL)
        except OSError:
            return b""  # it has not printed yet, or has just ended

    @property
    def long(self) -> bool:
        """Whether it takes long to read."""
        try:
            return os.path.getsize(self.path) > _LONG
        except OSError:
            return False


class Outputs:
    """Makes them, and reads them when their process has ended."""

    def __init__(self, folder: str, *, root: str, limit: int, conceal: Mapping[str, str], secrets: Redactor | None) -> None:
        """`folder` takes the files while the processes run; for `limit` and `conceal` see `read_log`."""
        self._slots = OutputSlots(folder)
        self._root = root
        self._limit = limit
        self._conceal = dict(conceal)
        self._secrets = secrets or None

    def open(self) -> Output:
        """For a process that is about to be started.

        Raises:
            OSError: there can be no file, or no pipe.
        """
        slot = self._slots.take()
        try:
            return Output(slot, Pump(slot, self._secrets) if self._secrets else None)
        except OSError:
            self._slots.give_back(slot)
            raise

    def give_back(self, output: Output) -> None:
        """Its process could not be started."""
        if output.pump is not None:
            output.pump.close()
        self._slots.give_back(output.path)

    def log(self, output: Output, path: str) -> Log:
        """What its process left, kept at `path`. The pump must be finished."""
        try:
            self._clean(output, path)
            if not self._slots.settle(output.path, path):
                return NO_LOG
            return read_log(path, shown=self._shown(path), limit=self._limit, conceal=self._conceal)
        except OSError as error:
            return Log(self._shown(path), _NOTHING, 0, f"the output could not be read: {error.strerror}", "")

    def _shown(self, path: str) -> str:
        """A path as the journal has it."""
        return os.path.relpath(path, self._root).replace(os.sep, "/")

    def _clean(self, output: Output, path: str) -> None:
        if output.pump is None or self._secrets is None:
            return
        if output.pump.problem is not None:
            raise output.pump.problem
        folder = os.path.dirname(path)
        if is_folder(folder):
            clean_folder(folder, self._secrets)

    def close(self) -> None:
        """Remove what nobody has written to."""
        self._slots.close()
