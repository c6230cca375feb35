"""Processes and probes on this machine.

Each process has its own session, no stdin, its output in a file (a held pipe can never hang us), and a deadline: TERM to its
whole group, KILL after its grace. When the leader has ended, the rest of its group is killed before the leader is reaped, so
that the group's number cannot have been given to somebody else.
"""

from __future__ import annotations

import errno
import os
import queue
import selectors
import signal
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.adapters.output_slots import OutputSlots
from tracker.adapters.process_log import read_log
from tracker.model.ports import Clock, Finished
from tracker.model.result import Log, ProcessRequest, ProcessResult

_POLL = 0.005
"""Seconds between looks at processes on systems without pidfds."""
_PROBES = 4
_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""sha256 of no bytes."""
_NO_LOG = Log("", _NOTHING, 0, "", "")
"""Of a process that printed nothing: no file is kept."""


@dataclass(slots=True)
class _Running:
    token: object
    request: ProcessRequest
    pid: int
    began: float
    deadline: float
    slot: str
    """Where its output goes while it runs."""
    pidfd: int = -1
    told: bool = False
    """TERM was sent."""
    timed_out: bool = False


@dataclass(slots=True)
class _Probes:
    """A few threads, started when the first probe comes."""

    wake: Callable[[], None]
    todo: queue.SimpleQueue[tuple[object, Callable[[], object]] | None] = field(default_factory=queue.SimpleQueue)
    done: queue.SimpleQueue[Finished] = field(default_factory=queue.SimpleQueue)
    threads: list[threading.Thread] = field(default_factory=list)
    pending: int = 0

    def add(self, token: object, work: Callable[[], object]) -> None:
        self.pending += 1
        if len(self.threads) < min(_PROBES, self.pending):
            thread = threading.Thread(target=self._serve, daemon=True, name="tracker-probe")
            thread.start()
            self.threads.append(thread)
        self.todo.put((token, work))

    def _serve(self) -> None:
        while (item := self.todo.get()) is not None:
            token, work = item
            try:
                finished = Finished(token, value=work())
            except BaseException as error:  # noqa: BLE001 - whatever it is, the caller is told in its own thread
                finished = Finished(token, error=error)
            self.done.put(finished)
            self.wake()

    def take(self) -> list[Finished]:
        taken: list[Finished] = []
        while not self.done.empty():
            taken.append(self.done.get())
        self.pending -= len(taken)
        return taken

    def close(self) -> None:
        for _ in self.threads:
            self.todo.put(None)


class LocalExecutor:
    """Runs things here. Give it back what it holds with `close`."""

    def __init__(
        self,
        clock: Clock,
        *,
        root: str,
        scratch: str,
        output_limit: int,
        conceal: Mapping[str, str],
        pidfds: bool | None = None,
    ) -> None:
        self._clock = clock
        self._root = root
        self._slots = OutputSlots(scratch)
        self._limit = output_limit
        self._conceal = dict(conceal)
        self._pidfds = hasattr(os, "pidfd_open") if pidfds is None else pidfds
        self._running: dict[int, _Running] = {}
        self._ended: list[Finished] = []
        self._found: dict[tuple[str, str, str], str] = {}
        self._folders: dict[str, int] = {}
        self._home = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._probes = _Probes(self._wake)

    # -- starting -----------------------------------------------------------------------------------------------

    def start(self, token: object, request: ProcessRequest) -> None:
        """Start a process; see `Executor.start`."""
        began = self._clock.monotonic()
        try:
            slot = self._slots.take()
            pid = self._spawn(request, slot)
        except OSError as error:
            problem = self._problem(request, error)
            result = ProcessResult(None, None, timed_out=False, seconds=0.0, log=_NO_LOG, problem=problem)
            self._ended.append(Finished(token, process=result))
            return
        running = _Running(token, request, pid, began, began + request.timeout, slot)
        if self._pidfds:
            try:
                running.pidfd = os.pidfd_open(pid)
                self._selector.register(running.pidfd, selectors.EVENT_READ, running)
            except OSError:
                self._pidfds = False  # an old kernel, or no descriptor left: look at the processes by turns instead
        self._running[pid] = running

    def _spawn(self, request: ProcessRequest, slot: str) -> int:
        program = self._program(request)
        folder = self._folders.get(request.cwd)
        if folder is None:
            folder = self._folders[request.cwd] = os.open(request.cwd, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        # posix_spawn cannot change the folder. Everything else in this process uses absolute paths.
        os.fchdir(folder)
        try:
            return os.posix_spawn(
                program,
                request.argv,
                dict(request.env),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, slot, flags, 0o644),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                ],
                setsid=True,
                setsigmask=[],
                setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
            )
        finally:
            os.fchdir(self._home)

    def _program(self, request: ProcessRequest) -> str:
        """The file to execute: by the request's own PATH, seen from its own folder.

        Raises:
            OSError: there is no such program, or it may not be executed.
        """
        name = request.argv[0]
        key = (name, request.env.get("PATH", os.defpath), request.cwd)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _which(*key)
        return found

    @staticmethod
    def _problem(request: ProcessRequest, error: OSError) -> str:
        name = request.argv[0]
        if not os.path.isdir(request.cwd):
            return f"the folder does not exist: {os.path.basename(request.cwd)}"
        if error.errno == errno.ENOENT:
            return f"command not found: {name}"
        if error.errno in (errno.EACCES, errno.ENOEXEC):
            return f"not executable: {name}"
        return f"{name} could not be started: {error.strerror}"

    def probe(self, token: object, work: Callable[[], object]) -> None:
        """Run a function beside the caller; see `Executor.probe`."""
        self._probes.add(token, work)

    # -- waiting ------------------------------------------------------------------------------------------------

    def wait(self) -> list[Finished]:
        """Everything that has finished; see `Executor.wait`."""
        while True:
            finished, self._ended = self._ended, []
            finished.extend(self._probes.take())
            if finished or not (self._running or self._probes.pending):
                return finished
            self._look(self._patience())
            self._enforce()

    def _patience(self) -> float | None:
        """Seconds until somebody's time is up."""
        if not self._running:
            return None
        if not self._pidfds:
            return _POLL
        nearest = min(running.deadline for running in self._running.values())
        return max(nearest - self._clock.monotonic(), 0.0)

    def _look(self, patience: float | None) -> None:
        for key, _ in self._selector.select(patience):
            if key.data is None:
                _drain(self._wake_read)
            else:
                self._reap(key.data)
        if not self._pidfds:
            for running in list(self._running.values()):
                self._reap(running)

    def _reap(self, running: _Running) -> None:
        """Take in a process whose leader has ended."""
        ended = os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        if ended is None:
            return
        _kill_group(running.pid, signal.SIGKILL)
        _, status = os.waitpid(running.pid, 0)
        if running.pidfd >= 0:
            self._selector.unregister(running.pidfd)
            os.close(running.pidfd)
        del self._running[running.pid]
        seconds = self._clock.monotonic() - running.began
        signalled = os.WIFSIGNALED(status)
        result = ProcessResult(
            exit_code=None if signalled else os.WEXITSTATUS(status),
            signal=os.WTERMSIG(status) if signalled else None,
            timed_out=running.timed_out,
            seconds=seconds,
            log=self._log(running),
        )
        self._ended.append(Finished(running.token, process=result))

    def _log(self, running: _Running) -> Log:
        path = running.request.log
        try:
            if not self._slots.settle(running.slot, path):
                return _NO_LOG
            return read_log(path, shown=self._shown(path), limit=self._limit, conceal=self._conceal)
        except OSError as error:
            return Log(self._shown(path), _NOTHING, 0, f"the output could not be read: {error.strerror}", "")

    def _shown(self, path: str) -> str:
        return os.path.relpath(path, self._root).replace(os.sep, "/")

    def _enforce(self) -> None:
        """TERM for those whose time is up, KILL for those whose grace is."""
        now = self._clock.monotonic()
        for running in list(self._running.values()):
            if running.deadline > now:
                continue
            if running.told:
                _kill_group(running.pid, signal.SIGKILL)
                running.deadline = now + 1.0
            else:
                running.timed_out = True
                self._tell(running)

    # -- ending -------------------------------------------------------------------------------------------------

    def _tell(self, running: _Running) -> None:
        running.told = True
        running.deadline = self._clock.monotonic() + running.request.grace
        _kill_group(running.pid, signal.SIGTERM)

    def stop(self, *, now: bool = False) -> None:
        """Ask everything to end; see `Executor.stop`. May be called from a signal handler."""
        for running in list(self._running.values()):
            if now:
                _kill_group(running.pid, signal.SIGKILL)
            elif not running.told:
                self._tell(running)
        self._wake()

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"!")
        except BlockingIOError:
            pass  # it is full of wake-ups already

    def close(self) -> None:
        """Kill what is still alive, and close everything."""
        self.stop(now=True)
        for running in list(self._running.values()):
            os.waitpid(running.pid, 0)
            if running.pidfd >= 0:
                os.close(running.pidfd)
        self._running.clear()
        self._probes.close()
        self._slots.close()
        self._selector.close()
        for fd in (self._home, self._wake_read, self._wake_write, *self._folders.values()):
            os.close(fd)


def _kill_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass  # nobody is left; macOS says EPERM for a group of zombies


def _drain(fd: int) -> None:
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass  # empty


def _which(name: str, path: str, cwd: str) -> str:
    """Like a shell's search, seen from `cwd`.

    Raises:
        OSError: ENOENT when nothing is found, EACCES when it may not be executed.
    """
    folders = [""] if "/" in name else path.split(os.pathsep)
    denied = False
    for folder in folders:
        candidate = os.path.join(cwd, folder, name)
        try:
            mode = os.stat(candidate).st_mode
        except OSError:
            continue
        if stat.S_ISREG(mode) and os.access(candidate, os.X_OK):
            return candidate
        denied = True
    raise OSError(errno.EACCES if denied else errno.ENOENT, os.strerror(errno.ENOENT), name)
