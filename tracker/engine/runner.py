"""The loop: start what can start, wait, judge, write down, until nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker import __version__
from tracker.checking.recipes import file_of
from tracker.engine.attempts import Attempt
from tracker.engine.bar import BarKeeper
from tracker.engine.committer import Committer
from tracker.engine.contexts import Contexts
from tracker.engine.declared import Declared
from tracker.engine.guards import Guards
from tracker.engine.phase_run import PhaseRun
from tracker.engine.ports import Named, Ports
from tracker.engine.recorder import Recorder
from tracker.engine.scheduler import Scheduler
from tracker.engine.tasks import Kind, Task, TaskId, build_tasks, expected_seconds, past_seconds, planned
from tracker.engine.work_tree import WorkTree
from tracker.journal import events as e
from tracker.model.log import Log
from tracker.model.ports import Finished
from tracker.model.result import Judgement
from tracker.model.run import RunOutcome, RunResult
from tracker.plan import Action, Work
from tracker.situation import Situation


class Runner:
    """Carries out one run. Takes over the situation's fold: with every event that is recorded it moves on."""

    def __init__(
        self,
        ports: Ports,
        situation: Situation,
        work: Work,
        *,
        jobs: int,
        policy: str = "",
        by_hand: bool = False,
        ground: Ports | None = None,
    ) -> None:
        """`ground`: through which steps and checks look, and where they run, when that is not the user's work tree.

        `policy`: whether the run commits, `auto`, `ask` or `never`; what the plan says by default.
        `by_hand`: commit what anybody changed in a phase's declared files, not its steps alone.
        """
        ground = ground or ports
        self._ports = ports
        self._inputs = ground.inputs
        self._aside: list[Finished] = []
        """What ended while a phase was proved in a clean checkout."""
        self._work = work
        head = situation.head
        self._branch = (head.branch if head else "") or ""
        self._recorder = Recorder(ports.journal, ports.reporter, situation.state)
        self._tree = WorkTree(ground, situation.state)
        commit = (head.commit if head else "") or ""
        settings = situation.plan.settings
        policy = policy or settings.commit
        self._committer = Committer(ports, settings, self._recorder, self._tree, commit, policy, by_hand)
        self._contexts = Contexts(ground, situation)
        bar = BarKeeper(ground, situation.plan, self._recorder, self._tree, lambda: self._committer.head)
        guards = Guards(ground, situation, self._recorder, jobs, bar.criteria)
        declared = Declared(ground, situation.plan, self._recorder, self._tree)
        common = (ground, self._recorder, self._tree, self._committer, bar, declared, self._aside.append, guards)
        self._phases = {item.phase.id: PhaseRun(item, *common) for item in work.phases if item.action is Action.RUN}
        self._became: dict[str, str] = {}
        """Phase → what became of it, in words."""
        self._refused: tuple[str, ...] = ()
        self._documents: set[str] = set()
        self._tasks, nodes = build_tasks(work, situation.graph, expected_seconds(situation, work))
        self._scheduler = Scheduler(nodes, jobs)
        known = past_seconds(situation.state, self._phases)
        ports.reporter.plan(planned(self._tasks, known), jobs=jobs, tail=self._tail)

    # -- the loop -----------------------------------------------------------------------------------------------

    def run(self, *, others: Callable[[], Iterable[str]]) -> RunResult:
        """Do the work. `others` names journal files that other living runs write.

        Raises:
            TrackerError: the run could not be recorded, or a commit was impossible; what finished before is recorded.
        """
        began = self._ports.clock.monotonic()
        self._ports.executor.prepare()
        foreign = self._tree.begin([run.work.phase for run in self._phases.values()])
        after = self._ports.repository.behind()
        started = e.RunStarted(tuple(self._phases), self._committer.head, self._branch, foreign, __version__, after)
        self._recorder.later(started)
        while self._start_ready():
            ended = self._aside[:] or self._ports.executor.wait()
            self._aside.clear()
            for finished in ended:
                self._finish(finished)
        outcome = self._outcome()
        if outcome is RunOutcome.INTERRUPTED:
            self._recorder.now(e.RunInterrupted(self._ports.interrupts.requested))
        else:
            self._recorder.now(e.RunFinished(str(outcome), round(self._ports.clock.monotonic() - began, 3)))
        return self._published(outcome, others)

    def publish(self, *, others: Callable[[], Iterable[str]]) -> RunResult:
        """Only render and commit: everything is done, but a run that was killed could not say so any more.

        Raises:
            TrackerError: as `run`.
        """
        self._became.update({work.phase.id: "complete" for work in self._work.phases})
        return self._published(RunOutcome.PASSED, others)

    def _start_ready(self) -> bool:
        """Start all that can start; whether anything is under way.

        Whatever ended since the last call and whatever starts now share one sync of the journal.
        """
        while True:
            if self._ports.interrupts.requested:
                self._scheduler.drop_all()
            taken = [self._tasks[name] for name in self._scheduler.take()]
            self._recorder.later(*(_start_event(task) for task in taken if task.step or task.check))
            self._recorder.now()
            if not taken:
                return self._scheduler.busy
            for task in sorted(taken, key=lambda task: task.step is None and task.check is None):
                self._start(task)  # bookkeeping last: while a phase is settled, others go on

    def _start(self, task: Task) -> None:
        phase = self._phases[task.id.phase]
        if task.step is not None:
            programs = self._tree.programs(task.step.step)
            self._inputs.settle(file_of(path.removeprefix(self._ports.prefix)) for path in programs)
            self._ports.executor.start(task.id, self._contexts.step(phase.id, task.step))
        elif task.check is not None:
            taken, began = self._inputs.take(task.check.check), self._ports.clock.monotonic()
            attempt = Attempt(task.check, self._contexts.check(task.check), taken.inputs, began, taken=taken)
            phase.check_starts(attempt)
            self._try(task, attempt)
        elif task.id.kind is Kind.SETTLE:
            self._scheduler.end(task.id, ok=self._settle(phase))
        else:
            phase.enter() if task.id.kind is Kind.ENTRY else phase.start()
            self._scheduler.end(task.id, ok=True)

    def _tail(self, named: Named) -> bytes:
        """The end of what a step or check has printed so far."""
        kinds = (Kind.STEP, Kind.CHECK)
        return next(filter(None, (self._ports.executor.tail(TaskId(kind, *named)) for kind in kinds)), b"")

    # -- ends ---------------------------------------------------------------------------------------------------

    def _finish(self, finished: Finished) -> None:
        assert isinstance(finished.token, TaskId)
        paused = finished.token.kind is Kind.PAUSE
        task = self._tasks[finished.token._replace(kind=Kind.CHECK) if paused else finished.token]
        phase = self._phases[task.id.phase]
        self._tree.forget()
        if self._ports.interrupts.requested:
            self._scheduler.end(task.id, ok=False)  # stopped by us, or about to be: neither a pass nor a failure
        elif task.step is not None:
            assert finished.process is not None
            self._scheduler.end(task.id, ok=phase.step_ended(task.step, finished.process))
        else:
            assert task.check is not None
            attempt = phase.attempt(task.check.key)
            if paused:
                self._try(task, attempt)
            else:
                self._judged(task, attempt, attempt.judge(finished), finished.process.log if finished.process else None)

    def _try(self, task: Task, attempt: Attempt) -> None:
        refused = attempt.start(task.id, self._ports.executor)
        if refused is not None:
            self._judged(task, attempt, refused, None)

    def _judged(self, task: Task, attempt: Attempt, found: Judgement, log: Log | None) -> None:
        """Try again after a pause, or take the judgement as the check's result."""
        judgement = replace(found, summary=self._ports.redact(found.summary))
        pause = attempt.pause(judgement)
        if pause is None:
            phase = self._phases[task.id.phase]
            ok = phase.check_ended(attempt, judgement, log, preflight=task.preflight)
            self._scheduler.end(task.id, ok=ok)
            return
        self._ports.reporter.note(f"{task.id.name}: {judgement.summary}; again in {pause:g} s")
        attempt.number += 1
        self._ports.executor.probe(task.id._replace(kind=Kind.PAUSE), lambda: self._ports.clock.sleep(pause))

    def _settle(self, phase: PhaseRun) -> bool:
        """Settle a phase whose tasks are all over; whether phases that need it may start."""
        phase.settled = True
        if phase.began is None or self._ports.interrupts.requested:
            return False
        self._recorder.now()
        ok = phase.settle()
        self._became[phase.id] = phase.became
        if phase.ends and not all(run.settled for run in self._phases.values()):
            self._publish()
            self._committer.look()  # the phases that follow are proved at what is there now
        return ok

    # -- the end ------------------------------------------------------------------------------------------------

    def _outcome(self) -> RunOutcome:
        if self._ports.interrupts.requested:
            return RunOutcome.INTERRUPTED
        runs = self._phases.values()
        unsettled = sorted(run.id for run in runs if not run.settled)
        if unsettled:  # calling this a pass would be a lie, whatever the cause is
            raise RuntimeError(f"nothing is left to start, and these were never settled: {unsettled}")
        if any(run.broken and not run.held for run in runs):
            return RunOutcome.FAILED
        if any(run.held for run in runs):
            return RunOutcome.HELD
        return RunOutcome.PENDING if any(run.awaits or run.lacking for run in runs) else RunOutcome.PASSED

    def _publish(self) -> None:
        """Bring the documents up to date with what is recorded."""
        with self._committer.alone():
            report = self._ports.renderer.render(self._recorder.state)
        self._refused = report.refused
        self._documents.update((*report.written, *report.unchanged))

    def _published(self, outcome: RunOutcome, others: Callable[[], Iterable[str]]) -> RunResult:
        self._publish()
        self._committer.commit_record(self._became, self._documents, others=others())
        return RunResult(
            run=self._ports.journal.run,
            outcome=outcome,
            phases=self._became,
            commits=tuple(self._committer.made),
            refused=self._refused,
            uncommitted=tuple(sorted(self._committer.left)),
            reason=self._ports.interrupts.requested,
        )


def _start_event(task: Task) -> e.Event:
    if task.step is not None:
        return e.StepStarted(task.id.phase, task.step.step.id, task.step.step.definition())
    assert task.check is not None
    return e.CheckStarted(task.id.phase, task.check.check.id, task.check.variant.as_dict())
