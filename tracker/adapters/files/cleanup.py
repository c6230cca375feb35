"""What old runs left behind: the folders of their logs removed, their journal files folded into one."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from typing import NamedTuple

from tracker.adapters.files.disk import DiskFiles, sync_folder
from tracker.adapters.files.own import JOURNAL_LIMIT, check, read_ours
from tracker.errors import StorageError
from tracker.journal.folding import Part, pack, unpack

_RUNS, _JOURNAL = ".tracker/runs", ".tracker/journal"


class RunFolder(NamedTuple):
    """What is left of one run's logs and reports."""

    run: str
    size: int
    """In bytes."""
    changed: float
    """Unix time of the newest file in it."""


class Cleanup:
    """One project's."""

    def __init__(self, root: str, *, staging: str) -> None:
        self._root = root
        self._files = DiskFiles(root, staging=staging)

    def runs(self) -> list[RunFolder]:
        """The folders of logs, the oldest first.

        Raises:
            StorageError: they cannot be read.
        """
        above = os.path.join(self._root, _RUNS)
        found: list[RunFolder] = []
        try:
            check(os.path.join(above, ""))
            with os.scandir(above) as entries:
                found = [_measured(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"{_RUNS} cannot be read: {error.strerror}") from error
        return sorted(found, key=lambda folder: (folder.changed, folder.run))

    def remove(self, run: str) -> None:
        """Remove the folder of a run's logs.

        Raises:
            StorageError: it cannot be removed.
        """
        try:
            check(os.path.join(self._root, _RUNS, run))
            shutil.rmtree(os.path.join(self._root, _RUNS, run))
        except FileNotFoundError:
            return
        except OSError as error:
            raise StorageError(f"{_RUNS}/{run} cannot be removed: {error.strerror}", hints=["Make it writable."]) from error

    def fold(self, names: Sequence[str], *, dry: bool = False) -> str:
        """Fold journal files into one, in this order; its path. A kill at any instruction loses nothing.

        What is new is written whole, synced and read back before anything is removed; a file that is there twice counts once.

        Raises:
            StorageError: it cannot be done; what was there before is there.
        """
        contents = {old: self._bytes(old) for old in names}
        name, content = pack(contents.items())
        path = f"{_JOURNAL}/{name}"
        if dry:
            return path
        self._files.write(path, content)
        there = self._bytes(name)
        if [(part.name, part.content) for part in unpack(there, file=path) if isinstance(part, Part)] != [*contents.items()]:
            raise StorageError(f"{path} does not hold what was folded, so nothing was removed")
        folder = os.path.join(self._root, _JOURNAL)
        try:
            for old, known in contents.items():
                if self._bytes(old) == known:  # nobody wrote to it meanwhile
                    os.unlink(os.path.join(folder, old))
            sync_folder(folder)
        except OSError as error:
            raise StorageError(f"{_JOURNAL} cannot be written: {error.strerror}; nothing is lost") from error
        return path

    def _bytes(self, name: str) -> bytes:
        try:
            return read_ours(os.path.join(self._root, _JOURNAL, name), limit=JOURNAL_LIMIT)
        except OSError as error:
            raise StorageError(f"{_JOURNAL}/{name} cannot be read: {error.strerror}") from error


def _measured(folder: os.DirEntry[str]) -> RunFolder:
    size, newest = 0, folder.stat(follow_symlinks=False).st_mtime
    for above, _, names in os.walk(folder.path):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # a run that lives may remove it
                found = os.lstat(os.path.join(above, name))
                size, newest = size + found.st_size, max(newest, found.st_mtime)
    return RunFolder(folder.name, size, newest)
