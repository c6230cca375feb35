"""Locks between processes: `flock` on files below `.tracker/locks/`. The kernel frees them when their holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Mapping, Sequence

from tracker.adapters.files.cache import make_folder
from tracker.adapters.files.light_json import dumps, loads
from tracker.adapters.files.own import NotOursError, check, open_ours
from tracker.adapters.processes.tree import started
from tracker.errors import LockedError, StorageError
from tracker.model.found import LockHolder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.model.ports import Clock

_PATIENCE, _PAUSE = 0.1, 0.01
"""Seconds. Somebody who looks holds a lock for microseconds; who runs holds it for longer than that."""
EVERYTHING = "_all"
"""Shared by runs of few phases, which have a lock for each besides; held alone by a run of many. No phase is called so."""
MANY = 32
"""Locks that a run takes one by one. The usual limit of descriptors is 256 at least."""
_LONGEST = 4096
"""Bytes of a lock's file: it names its holder."""
_GUARD = 5.0
"""Seconds that a dead holder's guard is given to end what the holder had started."""


class FileLocks:
    """One file for each name; what is written in it says who holds it."""

    def __init__(self, folder: str, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._held: dict[str, int] = {}
        self._shares = False
        """Whether the lock on everything is shared with others."""

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}.lock")

    def _open(self, name: str) -> int:
        try:
            check(self._path(name))
            with contextlib.suppress(FileExistsError):  # another run has just made it
                make_folder(self._folder)
            return open_ours(self._path(name), os.O_RDWR | os.O_CREAT, limit=_LONGEST)
        except OSError as error:
            raise StorageError(
                f"the lock {name} cannot be taken: {error.strerror}",
                hints=[
                    f"Remove {error.filename}, then run the same command again."
                    if isinstance(error, NotOursError)
                    else f"Make {self._folder} writable, then run the same command again."
                ],
            ) from error

    def acquire(self, names: Sequence[str], *, run: str) -> None:
        """Take all of them, or none. Each costs a descriptor: many are one lock, that on everything.

        Raises:
            LockedError: somebody else holds one.
            StorageError: the folder of locks cannot be written.
        """
        wanted, taken = sorted(set(names) - self._held.keys()), list[str]()
        many = len(wanted) > MANY
        try:
            if EVERYTHING not in self._held:
                self._take(EVERYTHING, run, shared=not many)
                taken.append(EVERYTHING)
            for name in () if many else wanted:
                self._take(name, run)
                taken.append(name)
        except (LockedError, StorageError):
            for name in taken:
                self.release(name)
            raise

    def _take(self, name: str, run: str, *, shared: bool = False) -> None:
        """Take a lock, alone or with others who share it.

        Wait a little for somebody who only looks, and longer for the guard of a holder that has died.
        """
        fd = self._open(name)
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                of, holder = self._in_the_way(name, fd)
                lives = name != EVERYTHING if holder is None else is_alive(holder)
                if time.monotonic() - began > (_PATIENCE if lives else _GUARD):
                    os.close(fd)
                    raise _locked(of, holder) from None
                time.sleep(_PAUSE)
        if name == EVERYTHING:
            self._shares = shared
        if not shared:
            self._write(fd, run)
        self._held[name] = fd

    def _in_the_way(self, name: str, fd: int) -> tuple[str, LockHolder | None]:
        """Which lock keeps us from this one, and who holds it: who shares the lock on everything has its name in others."""
        holder = self._holder(fd)
        if name != EVERYTHING or (holder is not None and is_alive(holder)):
            return name, holder
        return next(iter(self.holders().items()), (name, None))

    def wait_for(self, name: str, *, run: str) -> None:
        """Take one, waiting for it.

        Raises:
            StorageError: the folder of locks cannot be written.
        """
        if name in self._held:
            return
        fd = self._open(name)
        fcntl.flock(fd, fcntl.LOCK_EX)
        self._held[name] = fd
        self._write(fd, run)

    def _write(self, fd: int, run: str) -> None:
        since = self._clock.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        pid = os.getpid()
        holder = {"run": run, "pid": pid, "host": os.uname().nodename, "since": since, "started": started(pid)}
        text = dumps(holder)
        os.ftruncate(fd, 0)
        os.pwrite(fd, text.encode(), 0)

    @staticmethod
    def _holder(fd: int) -> LockHolder | None:
        try:
            value = loads(os.pread(fd, 4096, 0).decode())
            begun = int(value["started"]) if "started" in value else 0
            return LockHolder(str(value["run"]), int(value["pid"]), str(value["host"]), str(value["since"]), begun)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def descriptors(self) -> tuple[int, ...]:
        """The open files of what is held, for a process that is to keep them until it has ended, too."""
        return tuple(self._held.values())

    def release(self, name: str) -> None:
        """Give one back. The file stays: removing it would let two holders have two files of one name."""
        fd = self._held.pop(name, None)
        if fd is not None:
            try:
                os.ftruncate(fd, 0)
            except OSError:
                pass  # what is written in it only names its holder
            fcntl.flock(fd, fcntl.LOCK_UN)  # also for whom the descriptor was given to
            os.close(fd)
            if self._shares and self._held.keys() == {EVERYTHING}:
                self.release(EVERYTHING)

    def release_all(self) -> None:
        """Give all back."""
        for name in list(self._held):
            self.release(name)

    def holders(self) -> Mapping[str, LockHolder]:
        """Locks that a living process holds, our own included. Changes nothing."""
        found: dict[str, LockHolder] = {}
        try:
            check(os.path.join(self._folder, ""))
            names = [name.removesuffix(".lock") for name in os.listdir(self._folder) if name.endswith(".lock")]
        except (FileNotFoundError, NotOursError):
            return found
        for name in sorted(names):
            holder = self._peek(name)
            if holder is not None:
                found[name] = holder
        return found

    def _peek(self, name: str) -> LockHolder | None:
        if name in self._held:
            return self._holder(self._held[name])
        try:
            fd = open_ours(self._path(name), limit=_LONGEST)
        except (FileNotFoundError, NotOursError):
            return None  # nobody can hold what is no file of ours
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._holder(fd)
            # The guard of a killed run keeps its locks until it has ended what that had started: nobody runs any more.
            return holder if holder is not None and is_alive(holder) else None
        finally:
            os.close(fd)
        return None


def is_alive(holder: LockHolder) -> bool:
    """Whether the process that wrote its name in a lock is still there; its start tells it from another with its number."""
    if holder.host != os.uname().nodename:
        return True  # nobody here can tell
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is there
    return not holder.started or started(holder.pid) in (0, holder.started)


def _locked(name: str, holder: LockHolder | None) -> LockedError:
    name = "the whole plan" if name == EVERYTHING else name
    if holder is None:
        return LockedError(f"{name} is locked by another run that has just started", hints=["Try again in a moment."])
    from tracker.adapters.clock import SystemClock
    from tracker.formats.when import When

    since = When(SystemClock()).full(holder.since)
    return LockedError(
        f"{name} is already running: run {holder.run}, process {holder.pid} on {holder.host}, since {since}",
        hints=["Wait until it ends; see it: tracker status"],
    )
