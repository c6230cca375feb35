"""Checks carried out once more, wherever that is. Nothing is recorded and nothing committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tracker.engine.attempts import Attempt
from tracker.engine.contexts import Contexts
from tracker.engine.ends import Surroundings, check_end
from tracker.engine.lacking import lacking, not_checked_out
from tracker.engine.ports import Ports
from tracker.engine.scheduler import Scheduler
from tracker.engine.tasks import Kind, Task, TaskId, build_checks, check_id, past_seconds, planned
from tracker.journal import events as e
from tracker.model.log import Log
from tracker.model.ports import Finished
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome
from tracker.plan import CheckWork
from tracker.situation import Situation

_UNREAD = Judgement(Outcome.SKIPPED, "not run: a check that it needs did not pass")


class Token(NamedTuple):
    """What the executor calls a task of a replay: a run around it may have tasks of the same name."""

    task: TaskId


class Replayed(NamedTuple):
    """What came of one check."""

    work: CheckWork
    judgement: Judgement
    seconds: float = 0.0
    log: Log | None = None
    lacks: str = ""
    """What this machine has not got, so that nothing was found out; empty otherwise."""

    @property
    def passed(self) -> bool:
        """Whether it holds."""
        return self.judgement.outcome is Outcome.PASSED

    @property
    def verdict(self) -> str:
        """`passed`, `broken`, `unknown` (it could not be checked) or `skipped` (what it needs did not pass)."""
        if self.passed or self.judgement.outcome is Outcome.SKIPPED:
            return str(self.judgement.outcome)
        return "unknown" if self.lacks or self.judgement.awaits else "broken"


class Replay:
    """Carries out checks of any phases, each by the plan's own word, side by side."""

    def __init__(
        self, ports: Ports, situation: Situation, groups: Iterable[Sequence[CheckWork]], *, jobs: int, recorded: bool = False
    ) -> None:
        """`recorded`: whoever asks writes results down, and the reporter hears of them that way."""
        self._ports = ports
        self._contexts = Contexts(ports, situation)
        self._told = not recorded
        seconds = past_seconds(situation.state, situation.state.phases)
        groups = [tuple(group) for group in groups]
        self._order = [work for group in groups for work in group]
        self._tasks, nodes = build_checks(groups, lambda phase, name: seconds.get((phase, name), 1.0))
        self._scheduler = Scheduler(nodes, jobs)
        if self._told:
            tail = lambda named: ports.executor.tail(Token(TaskId(Kind.CHECK, *named)))  # noqa: E731 - said where it is handed over
            ports.reporter.plan(planned(self._tasks, seconds), jobs=jobs, tail=tail)
        self._attempts: dict[TaskId, Attempt] = {}
        self._ended: dict[TaskId, Replayed] = {}
        self._absent: dict[TaskId, str] = {}
        """Checks that look at what is not checked out here."""

    def run(self, *, aside: Callable[[Finished], None] | None = None) -> tuple[Replayed, ...]:
        """Do it; the checks in the order in which they were given. `aside` is handed what other people's tasks yield.

        When somebody asks to stop, what has not ended is left out.
        """
        while self._start_ready():
            for finished in self._ports.executor.wait():
                if isinstance(finished.token, Token):
                    self._finish(finished)
                elif aside is not None:
                    aside(finished)
        return tuple(self._ended[task.id] for task in self._tasks.values() if task.id in self._ended)

    def attempt(self, work: CheckWork) -> Attempt:
        """The last attempt at a check that was carried out."""
        return self._attempts[check_id(work)]

    def _start_ready(self) -> bool:
        if self._ports.interrupts.requested:
            self._scheduler.drop_all()
        while taken := [self._tasks[name] for name in self._scheduler.take()]:
            for task in taken:
                self._begin(task)
        return self._scheduler.busy

    def _begin(self, task: Task) -> None:
        """Start a check. What looks at files that are not here, or cannot be started, ends at once: others take its place."""
        assert task.check is not None
        self._tell(e.CheckStarted(task.id.phase, task.check.check.id, task.check.variant.as_dict()))
        began = self._ports.clock.monotonic()
        inputs = self._ports.inputs.of(task.check.check)
        self._ports.inputs.settle(inputs)
        attempt = Attempt(task.check, self._contexts.check(task.check), inputs, began)
        self._attempts[task.id] = attempt
        if why := not_checked_out(self._ports.inputs.absent(task.check.check)):
            self._absent[task.id] = why
            self._judged(task, Judgement(Outcome.ERROR, why), None)
        else:
            self._try(task, attempt)

    def _finish(self, finished: Finished) -> None:
        assert isinstance(finished.token, Token)
        paused = finished.token.task.kind is Kind.PAUSE
        task = self._tasks[finished.token.task._replace(kind=Kind.CHECK)]
        if self._ports.interrupts.requested:
            self._scheduler.end(task.id, ok=False)
        elif paused:
            self._try(task, self._attempts[task.id])
        else:
            self._judged(task, self._attempts[task.id].judge(finished), finished.process)

    def _try(self, task: Task, attempt: Attempt) -> None:
        refused = attempt.start(Token(task.id), self._ports.executor)
        if refused is not None:
            self._judged(task, refused, None)

    def _judged(self, task: Task, judgement: Judgement, done: ProcessResult | None) -> None:
        attempt = self._attempts[task.id]
        pause = attempt.pause(judgement)
        if pause is None:
            self._end(task, attempt, judgement, done)
            return
        attempt.number += 1
        token = Token(task.id._replace(kind=Kind.PAUSE))
        self._ports.executor.probe(token, lambda: self._ports.clock.sleep(pause))

    def _end(self, task: Task, attempt: Attempt, found: Judgement, done: ProcessResult | None) -> None:
        hidden = self._ports.redact
        judgement = replace(found, summary=hidden(found.summary), details=tuple(map(hidden, found.details)))
        seconds, log = self._ports.clock.monotonic() - attempt.began, done.log if done else None
        missing = self._absent.get(task.id) or lacking(attempt, judgement, done)
        self._ended[task.id] = Replayed(attempt.work, judgement, seconds, log, missing)
        shown = replace(judgement, summary=f"could not check: {missing}") if missing else judgement
        self._tell(check_end(attempt, shown, Surroundings("", 0, seconds, None), before=None, evidence=self._ports.evidence))
        for dropped in self._scheduler.end(task.id, ok=judgement.outcome is Outcome.PASSED):
            left = self._tasks[dropped].check
            assert left is not None
            self._ended[dropped] = Replayed(left, _UNREAD)

    def _tell(self, event: e.Event) -> None:
        if self._told:
            self._ports.reporter.event(e.Recorded("", "", self._ports.journal.run, event))
