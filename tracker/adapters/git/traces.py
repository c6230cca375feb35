"""What a commit of ours leaves in git's folder while it is made, so that whoever comes after a crash knows it as ours.

A commit has a folder of its own, `tracker-*` in git's folder, and holds a lock on a file in it while its process lives. What it
is about to do is written down there first. The user's index is locked by a hard link to that file: after a crash, the lock's
inode says whose it was. A lock that cannot be shown to be ours is never touched.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.adapters.files.disk import sync_folder

_PREFIX = "tracker-"
_PATIENCE = 2.0
"""Seconds that somebody else's index lock is waited for."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The commit that HEAD is about to be moved to."""

    commit: str
    parent: str
    paths: tuple[str, ...]
    locks: tuple[str, ...]
    """Files, relative to the work tree, that git locks references with meanwhile."""


class Trace:
    """The folder of a commit that is being made, or was when its process died."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._alive = os.path.join(path, "alive")

    @property
    def index(self) -> str:
        """Where an index of our own is."""
        return os.path.join(self.path, "index")

    def intend(self, intent: Intent) -> None:
        """Write down what is about to be done, durably.

        Raises:
            OSError: it cannot be written.
        """
        text = json.dumps([intent.commit, intent.parent, intent.paths, intent.locks])
        with open(os.path.join(self.path, "intent"), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path)

    def intent(self) -> Intent | None:
        """What was about to be done; None when it never came to that."""
        try:
            with open(os.path.join(self.path, "intent"), encoding="utf-8", errors="surrogateescape") as file:
                commit, parent, paths, locks = json.load(file)
        except (OSError, ValueError):
            return None
        return Intent(commit, parent, tuple(paths), tuple(locks))

    @contextlib.contextmanager
    def locked(self, lock: str) -> Iterator[bool]:
        """While git's index lock is ours; False when somebody else keeps it."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                os.link(self._alive, lock)
                break
            except FileExistsError:
                if time.monotonic() > deadline:
                    yield False
                    return
                time.sleep(0.02)
        try:
            yield True
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(lock)

    def holds(self, lock: str) -> bool:
        """Whether an index lock is this trace's."""
        try:
            return os.path.samefile(self._alive, lock)
        except OSError:
            return False

    def wrote(self, lock: str, commit: str) -> bool:
        """Whether a reference's lock is what our own dead git left: made after our intent, with our commit or nothing in it."""
        try:
            known, found = os.stat(os.path.join(self.path, "intent")), os.stat(lock)
            with open(lock, "rb") as file:
                content = file.read(200).strip()
        except OSError:
            return False
        told = content in (b"", commit.encode()) or commit.encode().startswith(content)
        return told and known.st_mtime_ns <= found.st_mtime_ns and not _is_open(found)

    def forget_index(self) -> None:
        """Start with no index of our own: a dead git may have left its lock on it."""
        for path in (self.index, f"{self.index}.lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def remove(self) -> None:
        """It is over. What cannot be taken away now is still whole enough for the next run to do it."""
        try:
            os.unlink(os.path.join(self.path, "intent"))  # first of all: with an intent, all the rest is needed, too
        except FileNotFoundError:
            pass  # it never came to that
        except OSError:
            return
        with contextlib.suppress(OSError):
            for name in os.listdir(self.path):
                os.unlink(os.path.join(self.path, name))
            os.rmdir(self.path)


@contextlib.contextmanager
def leaving(folder: str) -> Iterator[Trace]:
    """A trace in git's folder, for the time of one commit.

    Raises:
        OSError: it cannot be made.
    """
    trace, fd = _make(folder)
    try:
        yield trace
    except BaseException:
        if trace.intent() is None:
            trace.remove()  # nothing was moved yet; otherwise the next run finishes it
        raise
    else:
        trace.remove()
    finally:
        os.close(fd)


def _make(folder: str) -> tuple[Trace, int]:
    while True:
        trace = Trace(_new_folder(folder))
        try:
            fd = os.open(os.path.join(trace.path, "alive"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except FileNotFoundError:
            continue  # somebody took it for a dead one before it could show that it lives
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink:
            return trace, fd
        os.close(fd)


def _new_folder(folder: str) -> str:
    while True:
        path = os.path.join(folder, _PREFIX + os.urandom(8).hex())
        with contextlib.suppress(FileExistsError):
            os.mkdir(path, 0o700)
            return path


def left(folder: str) -> list[Trace]:
    """The traces of processes that died."""
    return [Trace(path) for path in _traces(folder) if not _lives(path)]


def _traces(folder: str) -> Sequence[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return ()
    return [os.path.join(folder, name) for name in sorted(names) if name.startswith(_PREFIX)]


def _lives(path: str) -> bool:
    try:
        fd = os.open(os.path.join(path, "alive"), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def _is_open(wanted: os.stat_result) -> bool:
    """Whether a process that we may look at has a file open. Where nobody can tell, it is taken to be open."""
    try:
        pids = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return True
    for pid in pids:
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                found = os.stat(f"/proc/{pid}/fd/{fd}")
                if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
                    return True
        except OSError:
            continue  # it ended, or is somebody else's
    return False
