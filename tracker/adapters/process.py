"""Processes and probes on this machine.

Each process has its own session, no stdin, its output in a file (a held pipe can never hang us), and a deadline: TERM to its
whole tree, KILL after its grace. When the leader has ended, the rest of its group is killed before the leader is reaped, so
that the group's number cannot have been given to somebody else. What left the group by then (a database server that the checks
of a run share) may serve the others, and is ended with the run, in `close`.
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
from tracker.adapters.process_log import clean, read_log
from tracker.adapters.process_tree import adopt_orphans, descendants, end_strangers, send, strangers
from tracker.model.ports import Clock, Finished
from tracker.model.result import Log, ProcessRequest, ProcessResult

_POLL = 0.005
"""Seconds between looks at processes on systems without pidfds."""
_PROBES = 4
_ORPHANS_GRACE = 1.0
"""Seconds from TERM to KILL for what a run left behind."""
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
        _keep_to_ourselves()
        self._home = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._probes = _Probes(self._wake)
        self._adopting = adopt_orphans(on=True)
        self._others = frozenset(strangers(()))
        """Children that were there before us."""

    # -- starting -----------------------------------------------------------------------------------------------

    def start(self, token: object, request: ProcessRequest) -> None:
        """Start a process; see `Executor.start`."""
        began = self._clock.monotonic()
        slot = ""
        try:
            slot = self._slots.take()
            pid = self._spawn(request, slot)
        except (OSError, ValueError) as error:
            if slot:
                self._slots.give_back(slot)
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
        # Looked up each time: a step may have made the program, or the folder anew.
        program = _which(request.argv[0], request.env.get("PATH", os.defpath), request.cwd)
        folder = os.open(request.cwd, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        try:
            # posix_spawn cannot change the folder. Everything else in this process uses absolute paths.
            os.fchdir(folder)
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
            os.close(folder)

    @staticmethod
    def _problem(request: ProcessRequest, error: OSError | ValueError) -> str:
        name = clean(request.argv[0].encode("utf-8", "replace"), {})
        if isinstance(error, ValueError):
            return f"{name!r} could not be started: {error}"
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
                _kill_tree(running.pid, signal.SIGKILL)
                running.deadline = now + 1.0
            else:
                running.timed_out = True
                self._tell(running)

    # -- ending -------------------------------------------------------------------------------------------------

    def _tell(self, running: _Running) -> None:
        running.told = True
        running.deadline = self._clock.monotonic() + running.request.grace
        _kill_tree(running.pid, signal.SIGTERM)

    def stop(self, *, now: bool = False) -> None:
        """Ask everything to end; see `Executor.stop`. May be called from a signal handler."""
        for running in list(self._running.values()):
            if now:
                _kill_tree(running.pid, signal.SIGKILL)
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
        if self._adopting:
            end_strangers(self._others, self._clock, grace=_ORPHANS_GRACE)
            adopt_orphans(on=False)
        self._probes.close()
        self._slots.close()
        self._selector.close()
        if self._probes.pending:
            return  # they will still wake us: a number given back could be somebody else's file by then
        for fd in (self._home, self._wake_read, self._wake_write):
            os.close(fd)


def _kill_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass  # nobody is left; macOS says EPERM for a group of zombies


def _kill_tree(pid: int, number: int) -> None:
    """The group, and those who descend from its leader but are in a group of their own."""
    below = descendants(pid)
    _kill_group(pid, number)
    for one in below:
        send(one, number)


def _keep_to_ourselves() -> None:
    """No process gets a descriptor that we were started with: it could hold somebody's pipe or lock after our end."""
    for name in os.listdir("/dev/fd"):
        try:
            if int(name) > 2:  # noqa: PLR2004 - stdin, stdout, stderr
                os.set_inheritable(int(name), False)  # noqa: FBT003 - its only form
        except OSError:
            pass  # the one that the listing itself needed


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
