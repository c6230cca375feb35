"""Processes and probes on this machine.

Each process has its own session, no stdin, its output in a file (a held pipe can never hang us), and a deadline: TERM to its
whole tree, KILL after its grace. When the leader has ended, the rest of its group is killed before the leader is reaped, so
that the group's number cannot have been given to somebody else. What left the group is swept up by `strays`: at once when the
process was told to end, else with the run, because it may serve others (a database server that the checks of a run share).
Should this process be killed, the `guard` does it.
"""

from __future__ import annotations

import errno
import os
import selectors
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.adapters import cgroup
from tracker.adapters.guard import Guard
from tracker.adapters.output_slots import OutputSlots
from tracker.adapters.probes import Probes
from tracker.adapters.process_log import clean, read_log
from tracker.adapters.pumps import Pump, clean_folder
from tracker.adapters.strays import MARK, Strays
from tracker.adapters.which import which
from tracker.model.ports import Clock, Finished
from tracker.model.redaction import Redactor
from tracker.model.result import Log, ProcessRequest, ProcessResult

_POLL = 0.005
"""Seconds between looks at processes on systems without pidfds."""
_LOOK = 0.5
"""Seconds after which somebody who waits for a probe looks again."""
_LONG = 16 << 20
"""Bytes of output that are read by a thread of its own."""
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
    mark: str
    """A text in the environment of all that it starts."""
    pump: Pump | None = None
    """Between it and its file, where there are secrets."""
    pidfd: int = -1
    told: bool = False
    """TERM was sent."""
    timed_out: bool = False


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
        secrets: Redactor | None = None,
        locks: Callable[[], Sequence[int]] = tuple,
        pidfds: bool | None = None,
        adopt: bool | None = None,
    ) -> None:
        """`locks` are descriptors that stay ours until all is over. False for `pidfds` or `adopt` forces the other way."""
        self._clock = clock
        self._root = root
        self._slots = OutputSlots(scratch)
        self._limit = output_limit
        self._conceal = dict(conceal)
        self._pidfds = hasattr(os, "pidfd_open") if pidfds is None else pidfds
        self._name = os.path.basename(scratch)
        self._secrets = secrets or None
        self._locks = locks
        self._adopt = adopt
        self._strays: Strays | None = None
        self._guard: Guard | None = None
        self._group: cgroup.Cgroup | None = None
        self._count = 0
        self._running: dict[int, _Running] = {}
        self._ended: list[Finished] = []
        _keep_to_ourselves()
        self._home = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._probes = Probes(self._wake)

    # -- starting -----------------------------------------------------------------------------------------------

    def start(self, token: object, request: ProcessRequest) -> None:
        """Start a process; see `Executor.start`."""
        began = self._clock.monotonic()
        slot = ""
        try:
            self._watch()
            slot = self._slots.take()
            mark = self._mark()
            pump = Pump(slot, self._secrets) if self._secrets else None
            try:
                pid = self._spawn(request, slot, mark, pump)
            except (OSError, ValueError):
                if pump is not None:
                    pump.close()
                raise
        except (OSError, ValueError) as error:
            if slot:
                self._slots.give_back(slot)
            problem = self._problem(request, error)
            result = ProcessResult(None, None, timed_out=False, seconds=0.0, log=_NO_LOG, problem=problem)
            self._ended.append(Finished(token, process=result))
            return
        if self._guard is not None:
            self._guard.watch(pid)
        running = _Running(token, request, pid, began, began + request.timeout, slot, f"{MARK}={mark}", pump)
        if pump is not None:
            pump.started()
            self._selector.register(pump.read, selectors.EVENT_READ, pump)
        if self._pidfds:
            try:
                running.pidfd = os.pidfd_open(pid)
                self._selector.register(running.pidfd, selectors.EVENT_READ, running)
            except OSError:
                self._pidfds = False  # an old kernel, or no descriptor left: look at the processes by turns instead
        self._running[pid] = running

    def _watch(self) -> None:
        """Before the first process: be the parent of orphans, and have somebody who outlives us.

        Raises:
            OSError: the guard cannot be started; then nothing else can be, either.
        """
        if self._strays is None:
            self._strays = Strays(adopt=self._adopt)
        if self._guard is None:
            group = cgroup.make(f"tracker-{self._name}") if self._adopt is not False else None
            try:
                self._guard = Guard(f"{MARK}={self._name}.", locks=self._locks(), cgroup=group.path if group else "")
            except OSError:
                if group is not None:
                    group.remove()
                raise
            if group is not None and not group.enter():  # after the guard, which must not be in it
                group.remove()
                group = None
            self._group = group

    def _mark(self) -> str:
        self._count += 1
        return f"{self._name}.{self._count}."

    def _spawn(self, request: ProcessRequest, slot: str, mark: str, pump: Pump | None) -> int:
        # Looked up each time: a step may have made the program, or the folder anew.
        program = which(request.argv[0], request.env.get("PATH", os.defpath), request.cwd)
        folder = os.open(request.cwd, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        output = (os.POSIX_SPAWN_OPEN, 1, slot, flags, 0o644) if pump is None else (os.POSIX_SPAWN_DUP2, pump.write, 1)
        try:
            # posix_spawn cannot change the folder. Everything else in this process uses absolute paths.
            os.fchdir(folder)
            return os.posix_spawn(
                program,
                request.argv,
                {**request.env, MARK: mark},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    output,
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
            return _LOOK  # a probe's wake-up may be lost; its result is not
        if not self._pidfds:
            return _POLL
        nearest = min(running.deadline for running in self._running.values())
        left = max(nearest - self._clock.monotonic(), 0.0)
        return min(left, _LOOK) if self._probes.pending else left

    def _look(self, patience: float | None) -> None:
        for key, _ in self._selector.select(patience):
            if key.data is None:
                _drain(self._wake_read)
            elif isinstance(key.data, Pump):
                if not key.data.move():
                    self._selector.unregister(key.fd)
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
        self._sweep(running)
        self._unplug(running)
        seconds = self._clock.monotonic() - running.began
        if _size(running.slot) > _LONG:
            # reading it takes seconds, and nobody's deadline may wait for that
            self._probes.add(running.token, lambda: self._ended_with(running, status, seconds))
        else:
            self._ended.append(self._ended_with(running, status, seconds))

    def _ended_with(self, running: _Running, status: int, seconds: float) -> Finished:
        signalled = os.WIFSIGNALED(status)
        result = ProcessResult(
            exit_code=None if signalled else os.WEXITSTATUS(status),
            signal=os.WTERMSIG(status) if signalled else None,
            timed_out=running.timed_out,
            seconds=seconds,
            log=self._log(running),
        )
        return Finished(running.token, process=result)

    def _sweep(self, running: _Running) -> None:
        """End what a process that was told to end has left behind."""
        assert self._strays is not None
        assert self._guard is not None
        self._guard.forget(running.pid)
        if not running.told:
            return
        if self._strays.adopts:
            self._strays.sweep(running.pid, running.mark, running=self._running, known=(self._guard.pid,))
        else:
            self._strays.kill_marked(running.mark)

    def _log(self, running: _Running) -> Log:
        path = running.request.log
        try:
            self._settle_pump(running)
            if not self._slots.settle(running.slot, path):
                return _NO_LOG
            return read_log(path, shown=self._shown(path), limit=self._limit, conceal=self._conceal)
        except OSError as error:
            return Log(self._shown(path), _NOTHING, 0, f"the output could not be read: {error.strerror}", "")

    def _settle_pump(self, running: _Running) -> None:
        """Write the rest of what was looked at first.

        Raises:
            OSError: not all of it could be written.
        """
        if running.pump is not None:
            running.pump.close()
            folder = os.path.dirname(running.request.log)
            if self._secrets is not None and os.path.isdir(folder):
                clean_folder(folder, self._secrets)

    def _unplug(self, running: _Running) -> None:
        """Wait for nothing more from its pipe: whatever holds it now is no process of ours."""
        if running.pump is not None:
            try:
                self._selector.unregister(running.pump.read)
            except KeyError:
                pass  # it came to its end by itself

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
        if self._strays is not None:
            self._strays.tell(running.pid, signal.SIGTERM)
        _kill_group(running.pid, signal.SIGTERM)

    def stop(self, *, now: bool = False) -> None:
        """Ask everything to end; see `Executor.stop`. May be called from a signal handler."""
        for running in list(self._running.values()):
            if now:
                running.told = True
                _kill_group(running.pid, signal.SIGKILL)
            elif not running.told:
                self._tell(running)
        self._wake()

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"!")
        except OSError:
            pass  # it is full of wake-ups already; and if it is broken, `_patience` has an end

    def close(self) -> None:
        """Kill what is still alive, and close everything."""
        self.stop(now=True)
        for running in list(self._running.values()):
            os.waitpid(running.pid, 0)
            if running.pidfd >= 0:
                os.close(running.pidfd)
            self._unplug(running)
            self._log(running)
        if self._strays is not None:
            if not self._strays.adopts or self._running:
                self._strays.kill_marked(f"{MARK}={self._name}.")
            self._strays.close(known=(self._guard.pid,) if self._guard else ())
        if self._group is not None:
            self._group.leave()
        if self._guard is not None:
            self._guard.close()
        self._running.clear()
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


def _keep_to_ourselves() -> None:
    """No process gets a descriptor that we were started with: it could hold somebody's pipe or lock after our end."""
    for name in os.listdir("/dev/fd"):
        try:
            if int(name) > 2:  # noqa: PLR2004 - stdin, stdout, stderr
                os.set_inheritable(int(name), False)  # noqa: FBT003 - its only form
        except OSError:
            pass  # the one that the listing itself needed


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def _drain(fd: int) -> None:
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass  # empty
