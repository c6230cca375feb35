"""The loop: start what can start, wait, judge, write down, until nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tracker import __version__
from tracker.checking.context import CheckContext
from tracker.checks import AnyCheck
from tracker.engine.contexts import Contexts
from tracker.engine.ports import Ports
from tracker.engine.recorder import Recorder
from tracker.engine.scheduler import Scheduler
from tracker.engine.tasks import Kind, Task, build_tasks
from tracker.errors import TrackerError, UnreachableError
from tracker.journal import events as e
from tracker.model.ports import Finished
from tracker.model.result import Judgement
from tracker.model.status import Outcome
from tracker.plan import Action, Work
from tracker.situation import Situation
from tracker.state import Fold, judge_freshness

BACKOFF = (0.5, 2.0, 8.0)
"""Seconds before the second, third and each later attempt, for infrastructure errors only."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended."""

    run: str
    outcome: str
    """`passed`, `failed`, `pending`, `held` (a preflight check did not pass) or `interrupted`."""
    phases: dict[str, str]
    """Phase → what became of it, in words."""
    commits: tuple[str, ...]
    refused: tuple[str, ...]
    """Documents that somebody edited by hand and that were left as they are."""
    reason: str = ""
    """Why it was interrupted."""


@dataclass(slots=True)
class _Attempt:
    """A check that is under way."""

    context: CheckContext
    inputs: dict[str, str]
    began: float
    number: int = 1


class Runner:
    """Carries out one run. `state` is a fold of its own, which it keeps up to date."""

    def __init__(self, ports: Ports, situation: Situation, state: Fold, work: Work, *, jobs: int) -> None:
        self._ports = ports
        self._situation = situation
        self._work = work
        self._jobs = jobs
        head = situation.head.commit if situation.head and situation.head.commit else ""
        self._recorder = Recorder(ports, situation.plan.settings, state, head)
        self._contexts = Contexts(ports, situation, state)
        self._state = state
        self._attempts: dict[str, _Attempt] = {}
        self._began: dict[str, float] = {}
        self._broken: dict[str, str] = {}
        """Phase → why it cannot complete."""
        self._awaits: dict[str, str] = {}
        self._held: set[str] = set()
        self._started: set[str] = set()
        self._changes: dict[str, int] = {}
        self._commits: list[str] = []
        self._refused: tuple[str, ...] = ()
        self._documents: set[str] = set()
        self._unsettled = {w.phase.id for w in work.phases if w.action is Action.RUN}
        self._tasks, nodes = build_tasks(work, situation.graph, expected_seconds(situation, work))
        self._scheduler = Scheduler(nodes, jobs)

    # -- the loop -----------------------------------------------------------------------------------------------

    def run(self, *, others: Callable[[], tuple[str, ...]]) -> RunResult:
        """Do the work. `others` names journal files that other living runs write.

        Raises:
            TrackerError: the run could not be recorded, or a commit was impossible; what finished before is recorded.
        """
        began = self._ports.clock.monotonic()
        phases = [w.phase for w in self._work.phases if w.action is Action.RUN]
        branch = (self._situation.head.branch or "") if self._situation.head else ""
        self._recorder.begin(phases, branch, __version__)
        while self._start_ready():
            for finished in self._ports.executor.wait():
                self._finish(finished)
        if self._unsettled and not self._ports.interrupts.requested:
            # Calling this a pass would be a lie, whatever the cause is.
            raise RuntimeError(f"nothing is left to start, and these were never settled: {sorted(self._unsettled)}")
        outcome = self._outcome()
        if self._ports.interrupts.requested:
            self._recorder.now(e.RunInterrupted(self._ports.interrupts.requested))
        else:
            seconds = round(self._ports.clock.monotonic() - began, 3)
            self._recorder.now(e.RunFinished(outcome, seconds))
        return self._published(outcome, others)

    def publish(self, *, others: Callable[[], tuple[str, ...]]) -> RunResult:
        """Only render and commit: everything is done, but a run that was killed could not say so any more.

        Raises:
            TrackerError: as `run`.
        """
        self._recorder.outcomes.update({work.phase.id: "complete" for work in self._work.phases})
        return self._published("passed", others)

    def _published(self, outcome: str, others: Callable[[], tuple[str, ...]]) -> RunResult:
        self._publish()
        commit = self._recorder.commit_record(sorted(self._documents), others=others())
        return RunResult(
            run=self._ports.journal.run,
            outcome=outcome,
            phases=dict(self._recorder.outcomes),
            commits=tuple([*self._commits, commit] if commit else self._commits),
            refused=self._refused,
            reason=self._ports.interrupts.requested,
        )

    def _start_ready(self) -> bool:
        """Start all that can start; whether anything is under way.

        Whatever ended since the last call and whatever starts now share one sync of the journal.
        """
        while True:
            if self._ports.interrupts.requested:
                self._scheduler.drop_all()
            taken = [self._tasks[name] for name in self._scheduler.take()]
            instant = [task for task in taken if task.kind in (Kind.GATE, Kind.SETTLE)]
            starting = [task for task in taken if task.step or task.check]
            for task in starting:
                self._recorder.later(self._start_event(task))
            self._recorder.now()
            for task in starting:
                self._start(task)
            for task in instant:
                self._instant(task)
            if not instant:
                return self._scheduler.busy

    @staticmethod
    def _start_event(task: Task) -> e.Event:
        if task.step is not None:
            return e.StepStarted(task.work.phase.id, task.step.step.id, task.step.step.definition())
        assert task.check is not None
        return e.CheckStarted(task.work.phase.id, task.check.check.id, task.check.variant.as_dict())

    def _start(self, task: Task) -> None:
        phase = task.work.phase.id
        if task.step is not None:
            self._ports.executor.start(task.id, self._contexts.step(phase, task.step))
            return
        assert task.check is not None
        context = self._contexts.check(task.check)
        inputs = dict(self._ports.inputs.of(task.check.check))
        self._attempts[task.id] = _Attempt(context, inputs, self._ports.clock.monotonic())
        self._attempt(task.id, task.check.check, context)

    def _attempt(self, name: str, check: AnyCheck, context: CheckContext) -> None:
        """Run the check's command, or let it look by itself."""
        try:
            request = check.process(context)
        except TrackerError as error:
            refused = error
            self._ports.executor.probe(name, lambda: _as_judgement(refused))
            return
        if request is not None:
            self._ports.executor.start(name, request)
        else:
            self._ports.executor.probe(name, lambda: check.judge(context, None))

    # -- ends ---------------------------------------------------------------------------------------------------

    def _finish(self, finished: Finished) -> None:
        task = self._tasks[str(finished.token)]
        if self._ports.interrupts.requested:
            self._scheduler.end(task.id, ok=False)  # stopped by us, or about to be: neither a pass nor a failure
        elif task.step is not None:
            assert finished.process is not None
            ok = self._recorder.step_finished(task.work.phase.id, task.step, finished.process)
            self._ports.inputs.forget()
            if not ok:
                self._break(task, f"step {task.step.step.id}: {finished.process.describe()}")
            self._scheduler.end(task.id, ok=ok)
        else:
            self._finish_check(task, finished)

    def _finish_check(self, task: Task, finished: Finished) -> None:
        assert task.check is not None
        attempt = self._attempts[task.id]
        found = self._judge(task, attempt, finished)
        if found is None:  # the pause before another attempt is over
            self._attempt(task.id, task.check.check, attempt.context)
            return
        judgement = replace(found, summary=self._ports.redact(found.summary))
        if judgement.transient and attempt.number <= task.check.check.retries:
            pause = BACKOFF[min(attempt.number, len(BACKOFF)) - 1]
            self._ports.reporter.note(f"{task.check.key.name}: {judgement.summary}; again in {pause:g} s")
            attempt.number += 1
            self._ports.executor.probe(task.id, lambda: self._ports.clock.sleep(pause))
            return
        self._recorder.check_finished(
            task.check,
            judgement,
            inputs=attempt.inputs,
            changes=self._count_changes(task.work.phase.id),
            seconds=self._ports.clock.monotonic() - attempt.began,
            attempts=attempt.number,
            log=finished.process.log if finished.process else None,
        )
        if judgement.awaits:
            self._awaits[task.work.phase.id] = judgement.awaits
        elif judgement.outcome is not Outcome.PASSED:
            self._break(task, f"{task.check.key.name}: {judgement.summary}")
        self._scheduler.end(task.id, ok=judgement.outcome is Outcome.PASSED)

    @staticmethod
    def _judge(task: Task, attempt: _Attempt, finished: Finished) -> Judgement | None:
        """What a finished check means; None after a pause."""
        assert task.check is not None
        if finished.error is not None:
            if isinstance(finished.error, TrackerError):
                return _as_judgement(finished.error)
            raise finished.error
        if finished.process is None:
            return finished.value if isinstance(finished.value, Judgement) else None
        try:
            return task.check.check.judge(attempt.context, finished.process)
        except TrackerError as error:
            return _as_judgement(error)

    def _break(self, task: Task, why: str) -> None:
        phase = task.work.phase.id
        if task.preflight:
            self._held.add(phase)
        self._broken.setdefault(phase, why)

    def _count_changes(self, phase: str) -> int:
        """How many files differ from HEAD while the phase's checks run; looked at once, after its steps."""
        if phase not in self._changes:
            self._changes[phase] = len(self._recorder.dirty())
        return self._changes[phase]

    # -- phases -------------------------------------------------------------------------------------------------

    def _instant(self, task: Task) -> None:
        ok = True
        if task.kind is Kind.SETTLE:
            ok = self._settle(task)
        elif task.preflight:
            self._began[task.work.phase.id] = self._ports.clock.monotonic()
        elif not task.work.partial:
            self._started.add(task.work.phase.id)
            self._changes.pop(task.work.phase.id, None)
            self._recorder.later(e.PhaseStarted(task.work.phase.id, task.work.phase.digest(), task.work.reason))
        self._scheduler.end(task.id, ok=ok)

    def _settle(self, task: Task) -> bool:
        """Judge a phase whose tasks are all over; whether phases that need it may start."""
        phase = task.work.phase
        self._unsettled.discard(phase.id)
        if phase.id not in self._began or self._ports.interrupts.requested:
            return False
        self._recorder.now()
        if task.work.partial or phase.id in self._held:
            return self._settle_without_end(task)
        seconds = round(self._ports.clock.monotonic() - self._began[phase.id], 3)
        why = self._broken.get(phase.id) or ("" if phase.id in self._awaits else self._moved(task))
        if why:
            self._broken[phase.id] = why
            self._recorder.now(e.PhaseFailed(phase.id, why, seconds, self._recorder.split(phase).ours))
            self._recorder.outcomes[phase.id] = f"failed ({why})"
        elif phase.id in self._awaits:
            self._recorder.now(e.PhasePaused(phase.id, self._awaits[phase.id]))
            self._recorder.outcomes[phase.id] = "awaiting approval"
        else:
            self._complete(task, seconds)
        if self._unsettled:
            self._publish()
        return not why and phase.id not in self._awaits

    def _settle_without_end(self, task: Task) -> bool:
        """A phase that was held before it started, or of which only some checks were run, neither starts nor ends."""
        name = task.work.phase.id
        why = self._broken.get(name, "")
        if name in self._held:
            self._recorder.outcomes[name] = f"not started ({why})"
        else:
            self._recorder.outcomes[name] = f"checked ({why or 'passed'})"
        return not why

    def _complete(self, task: Task, seconds: float) -> None:
        phase, before = task.work.phase, self._recorder.head
        left = self._recorder.commit_work(phase)
        if self._recorder.head != before:
            self._commits.append(self._recorder.head)
        self._recorder.now(e.PhaseCompleted(phase.id, self._recorder.head, seconds, left))
        self._recorder.outcomes[phase.id] = "complete"
        if left:
            self._ports.reporter.note(f"{phase.id}: left uncommitted: {', '.join(left)}")

    def _moved(self, task: Task) -> str:
        """What a check looked at and is not so any more: a result must speak of what is there when the phase ends."""
        self._ports.inputs.forget()
        for item in task.work.checks:
            known = self._state.check(item.key)
            current = self._ports.inputs.of(item.check)
            attempt = self._attempts.get(f"{task.work.phase.id}/{item.key.name}")
            if known is None or attempt is None:
                continue  # kept from before: its freshness was the reason to keep it
            answer = judge_freshness(known, definition=item.check.definition(), recorded=attempt.inputs, current=current)
            if not answer.fresh:
                advice = self._own_report(task, answer.changed) or "run again"
                return f"{item.key.name}: {answer.why} while the checks were running; {advice}"
        return ""

    def _own_report(self, task: Task, changed: tuple[str, ...]) -> str:
        """What to do when a changed input is what a check of the phase writes: to run again would change it again."""
        for item in task.work.checks:
            for path in self._ports.workspace.glob(item.check.writes(item.variant)):
                if path in changed:
                    return f"the check {item.check.id} writes {path}: have git ignore it, or leave it out of `inputs`"
        return ""

    def _publish(self) -> None:
        """Bring the documents up to date with what is recorded."""
        with self._recorder.alone():
            report = self._ports.renderer.render()
        self._refused = report.refused
        self._documents.update((*report.written, *report.unchanged))

    # -- the rest -----------------------------------------------------------------------------------------------

    def _outcome(self) -> str:
        if self._ports.interrupts.requested:
            return "interrupted"
        if set(self._broken) - self._held:
            return "failed"
        if self._held:
            return "held"
        return "pending" if self._awaits else "passed"


def expected_seconds(situation: Situation, work: Work) -> Callable[[str, str], float]:
    """How long a phase's step or check took last; its share of the phase's estimate when it was never run."""
    known: dict[tuple[str, str], float] = {}
    shares: dict[str, float] = {}
    for item in work.phases:
        phase, record = item.phase, situation.state.phase(item.phase.id)
        known.update({(phase.id, key.name): found.event.seconds for key, found in record.checks.items()})
        known.update({(phase.id, name): found.event.seconds for name, found in record.steps.items()})
        count = len(phase.steps) + sum(len(check.variants()) for check in phase.checks)
        shares[phase.id] = phase.estimate.middle * 3600 / count if phase.estimate and count else 1.0
    return lambda phase_id, name: known.get((phase_id, name), shares[phase_id])


def _as_judgement(error: TrackerError) -> Judgement:
    """A check that could not find out."""
    return Judgement(Outcome.ERROR, error.message, details=error.hints, transient=isinstance(error, UnreachableError))
