"""Processes and functions of ours on this machine.

Each process has its own session, no stdin, its output in a file (a held pipe can never hang us), and a deadline: TERM to its
whole tree, KILL after its grace. When the leader has ended, the rest of its group is killed before the leader is reaped, so
that the group's number cannot have been given to somebody else. What left the group is swept up by `orphans`: at once when the
process was told to end, else with the run, because it may serve others (a database server that the checks of a run share).
Should this process be killed, the `guard` does it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.adapters.processes import cgroup
from tracker.adapters.processes.guard import Guard
from tracker.adapters.processes.orphans import MARK, Orphans
from tracker.adapters.processes.outputs import NO_LOG, Output, Outputs
from tracker.adapters.processes.pipes import Pump
from tracker.adapters.processes.spawn import describe_problem, keep_to_ourselves, kill_group, spawn
from tracker.adapters.processes.threads import Threads
from tracker.errors import BlockedError
from tracker.model.ports import Clock, Finished
from tracker.model.redaction import Redactor
from tracker.model.result import ProcessRequest, ProcessResult

_PAUSE = 0.005
"""Seconds between two polls of all processes on systems without pidfds."""
_PATIENCE = 0.5
"""Seconds after which somebody who waits for a thread looks again."""


@dataclass(slots=True)
class _Running:
    token: object
    request: ProcessRequest
    pid: int
    began: float
    deadline: float
    output: Output
    mark: str
    """A text in the environment of all that it starts."""
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
        self._outputs = Outputs(scratch, root=root, limit=output_limit, conceal=conceal, secrets=secrets)
        self._pidfds = hasattr(os, "pidfd_open") if pidfds is None else pidfds
        self._name = os.path.basename(scratch)
        self._locks = locks
        self._adopt = adopt
        self._orphans: Orphans | None = None
        self._guard: Guard | None = None
        self._entering: cgroup.Entering | None = None
        self._group: cgroup.Cgroup | None = None
        self._count = 0
        self._running: dict[int, _Running] = {}
        self._ended: list[Finished] = []
        self._pumps: set[Pump] = set()
        self._stopping = False
        self._at_once = False
        keep_to_ourselves()
        self._home = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._threads = Threads(self._wake)

    # -- starting -----------------------------------------------------------------------------------------------

    def start(self, token: object, request: ProcessRequest) -> None:
        """Start a process; see `Executor.start`.

        Raises:
            BlockedError: this machine gives us no further process or descriptor, which says nothing about what was to be run.
        """
        began = self._clock.monotonic()
        if self._stopping:
            self._ended.append(Finished(token, process=_not_started("stopped")))
            return
        try:
            self._watch()
            self._enter()
            output = self._outputs.open()
            mark = self._mark()
            try:
                pid = spawn(request, output=output.action(), mark={MARK: mark}, home=self._home)
            except (OSError, ValueError):
                self._outputs.give_back(output)
                raise
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in _EXHAUSTED:
                raise _exhausted(error) from error
            self._ended.append(Finished(token, process=_not_started(describe_problem(request, error))))
            return
        running = _Running(token, request, pid, began, began + request.timeout, output, f"{MARK}={mark}")
        self._follow(running)
        if self._stopping:  # a signal came while it was started, and did not find it yet
            self.stop(now=self._at_once)

    def _follow(self, running: _Running) -> None:
        """Be told when it ends, and take what it prints."""
        assert self._guard is not None
        self._guard.watch(running.pid)
        pump = running.output.pump
        if pump is not None:
            pump.started()
            self._pumps.add(pump)
            self._selector.register(pump.read, selectors.EVENT_READ, pump)
        if self._pidfds:
            try:
                running.pidfd = os.pidfd_open(running.pid)
                self._selector.register(running.pidfd, selectors.EVENT_READ, running)
            except OSError:
                self._pidfds = False  # an old kernel, or no descriptor left: look at the processes by turns instead
        self._running[running.pid] = running

    def prepare(self) -> None:
        """Begin what has to be there before the first process; see `Executor.prepare`."""
        with contextlib.suppress(OSError):  # whoever starts a process is told
            self._watch()

    def _enter(self) -> None:
        """Be in the group that the next process is to be in."""
        if self._entering is not None:
            self._group, self._entering = self._entering.done(), None

    def _watch(self) -> None:
        """Before the first process: be the parent of orphans, and have somebody who outlives us.

        Raises:
            OSError: the guard cannot be started; then nothing else can be, either.
        """
        if self._orphans is None:
            self._orphans = Orphans(adopt=self._adopt)
        if self._guard is None:
            group = cgroup.make(f"tracker-{self._name}") if self._adopt is not False else None
            try:
                self._guard = Guard(
                    f"{MARK}={self._name}.",
                    locks=self._locks(),
                    cgroup=group.path if group else "",
                    proc=self._adopt is not False,
                )
            except OSError:
                if group is not None:
                    group.remove()
                raise
            if group is not None:
                self._entering = cgroup.Entering(group)  # after the guard, which must not be in it

    def _mark(self) -> str:
        self._count += 1
        return f"{self._name}.{self._count}."

    def probe(self, token: object, work: Callable[[], object]) -> None:
        """Run a function beside the caller; see `Executor.probe`."""
        self._threads.add(token, work)

    # -- waiting ------------------------------------------------------------------------------------------------

    def wait(self) -> list[Finished]:
        """Everything that has finished; see `Executor.wait`."""
        while True:
            finished, self._ended = self._ended, []
            finished.extend(self._threads.take())
            if self._stopping:
                finished.extend(self._threads.give_up())
            if finished or not (self._running or self._threads.pending):
                return finished
            self._poll(self._patience())
            self._enforce()

    def _patience(self) -> float | None:
        """Seconds until somebody's time is up."""
        if not self._running:
            return _PATIENCE  # a thread's wake-up may be lost; its result is not
        if not self._pidfds:
            return _PAUSE
        nearest = min(running.deadline for running in self._running.values())
        left = max(nearest - self._clock.monotonic(), 0.0)
        return min(left, _PATIENCE) if self._threads.pending else left

    def _poll(self, patience: float | None) -> None:
        for key, _ in self._selector.select(patience):
            if key.data is None:
                _drain(self._wake_read)
            elif isinstance(key.data, Pump):
                if not key.data.move():
                    self._unplug(key.data)
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
        kill_group(running.pid, signal.SIGKILL)
        _, status = os.waitpid(running.pid, 0)
        if running.pidfd >= 0:
            self._selector.unregister(running.pidfd)
            os.close(running.pidfd)
        del self._running[running.pid]
        self._sweep(running)
        if running.output.pump is not None:
            running.output.pump.finish()
        seconds = self._clock.monotonic() - running.began
        if running.output.long:
            # reading it takes seconds, and nobody's deadline may wait for that
            self._threads.add(running.token, lambda: self._ended_with(running, status, seconds), whole=True)
        else:
            self._ended.append(self._ended_with(running, status, seconds))

    def _ended_with(self, running: _Running, status: int, seconds: float) -> Finished:
        signalled = os.WIFSIGNALED(status)
        result = ProcessResult(
            exit_code=None if signalled else os.WEXITSTATUS(status),
            signal=os.WTERMSIG(status) if signalled else None,
            timed_out=running.timed_out,
            seconds=seconds,
            log=self._outputs.log(running.output, running.request.log),
        )
        return Finished(running.token, process=result)

    def _sweep(self, running: _Running) -> None:
        """End what a process that was told to end has left behind."""
        assert self._orphans is not None
        assert self._guard is not None
        self._guard.forget(running.pid)
        if not running.told:
            return
        if self._orphans.adopts:
            self._orphans.sweep(running.pid, running.mark, running=self._running, known=(self._guard.pid,))
        else:
            self._orphans.kill_marked(running.mark)

    def _unplug(self, pump: Pump) -> None:
        """Nothing can come out of its pipe any more."""
        self._selector.unregister(pump.read)
        self._pumps.discard(pump)
        pump.hang_up()

    def _enforce(self) -> None:
        """TERM for those whose time is up, KILL for those whose grace is."""
        now = self._clock.monotonic()
        for running in list(self._running.values()):
            if running.deadline > now:
                continue
            if running.told:
                kill_group(running.pid, signal.SIGKILL)
                running.deadline = now + 1.0
            else:
                running.timed_out = True
                self._tell(running)

    def tail(self, token: object) -> bytes:
        """The end of what a process has printed; see `Executor.tail`."""
        found = next((running for running in list(self._running.values()) if running.token == token), None)
        return found.output.tail() if found is not None else b""

    # -- ending -------------------------------------------------------------------------------------------------

    def _tell(self, running: _Running) -> None:
        running.told = True
        running.deadline = self._clock.monotonic() + running.request.grace
        if self._orphans is not None:
            self._orphans.tell(running.pid, signal.SIGTERM)
        kill_group(running.pid, signal.SIGTERM)

    def stop(self, *, now: bool = False) -> None:
        """Ask everything to end; see `Executor.stop`. May be called from a signal handler."""
        self._stopping = True
        self._at_once = self._at_once or now
        for running in list(self._running.values()):
            if now:
                running.told = True
                kill_group(running.pid, signal.SIGKILL)
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
            if running.output.pump is not None:
                running.output.pump.finish()
            self._outputs.log(running.output, running.request.log)
        if self._orphans is not None:
            if not self._orphans.adopts or self._running:
                self._orphans.kill_marked(f"{MARK}={self._name}.")
            self._orphans.close(known=(self._guard.pid,) if self._guard else ())
        self._enter()
        if self._group is not None:
            self._group.leave()
        if self._guard is not None:
            self._guard.close()
        self._running.clear()
        self._threads.close()
        self._outputs.close()
        self._selector.close()
        for pump in self._pumps:
            pump.hang_up()
        self._threads.take()
        if self._threads.busy:
            return  # they will still wake us: a number given back could be somebody else's file by then
        for fd in (self._home, self._wake_read, self._wake_write):
            os.close(fd)


_EXHAUSTED = frozenset((errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM))


def _exhausted(error: OSError) -> BlockedError:
    return BlockedError(
        f"no more processes can be started here: {error.strerror}",
        hints=[
            "Run fewer at a time (-j 1), or raise the limits of this shell (ulimit -n, ulimit -u).",
            "Then run the same command again: it goes on from here.",
        ],
    )


def _not_started(problem: str) -> ProcessResult:
    return ProcessResult(None, None, timed_out=False, seconds=0.0, log=NO_LOG, problem=problem)


def _drain(fd: int) -> None:
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass  # empty
