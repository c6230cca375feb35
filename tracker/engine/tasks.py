"""Planned work → tasks with their dependencies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from tracker.engine.scheduler import Node
from tracker.graph import Graph
from tracker.plan import Action, CheckWork, PhaseWork, StepWork, Work
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state import Fold


class Kind(StrEnum):
    """What a task is."""

    ENTRY = "entry"
    """What the phase needs is done: its preflight may begin."""
    GATE = "gate"
    """The preflight is over: the phase starts."""
    STEP = "step"
    CHECK = "check"
    PAUSE = "pause"
    """A check waits before it is tried again. Only the executor knows it; to the scheduler the check goes on."""
    SETTLE = "settle"
    """Everything of the phase is over: it is judged as a whole."""


class TaskId(NamedTuple):
    """What the scheduler and the executor call a task."""

    kind: Kind
    phase: str
    name: str = ""
    """Of the step, or of the check with its variant."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    id: TaskId
    step: StepWork | None = None
    check: CheckWork | None = None
    preflight: bool = False


@dataclass(slots=True)
class _Builder:
    seconds: Callable[[str, str], float]
    tasks: dict[TaskId, Task] = field(default_factory=dict)
    nodes: list[Node[TaskId]] = field(default_factory=list)

    def phase(self, work: PhaseWork, needs: tuple[TaskId, ...], after: tuple[TaskId, ...]) -> TaskId:
        """Add a phase's tasks; returns the id of its settling."""
        name = work.phase.id
        entry = self._mark(Kind.ENTRY, name, needs=needs, after=after)
        preflight = self.checks(work.preflight, (entry,), preflight=True)
        gate = self._mark(Kind.GATE, name, needs=(entry, *preflight))
        steps = self._steps(work, gate)
        checks = self.checks(work.checks, (gate, *steps), preflight=False)
        return self._mark(Kind.SETTLE, name, after=(gate, *preflight, *steps, *checks))

    def _mark(self, kind: Kind, phase: str, *, needs: tuple[TaskId, ...] = (), after: tuple[TaskId, ...] = ()) -> TaskId:
        """Bookkeeping that takes no time."""
        task = TaskId(kind, phase)
        return self._add(Task(task), Node(task, needs=needs, after=after, instant=True))

    def _add(self, task: Task, node: Node[TaskId]) -> TaskId:
        self.tasks[task.id] = task
        self.nodes.append(node)
        return task.id

    def _steps(self, work: PhaseWork, gate: TaskId) -> list[TaskId]:
        """Steps go one after another where they do not say otherwise."""
        phase, ids, before = work.phase.id, list[TaskId](), ""
        running = {item.step.id for item in work.steps if item.action is Action.RUN}
        for item in work.steps:
            step = item.step
            wanted = step.needs if step.needs is not None else ((before,) if before else ())
            before = step.id
            if item.action is Action.RUN:
                needs = tuple(TaskId(Kind.STEP, phase, name) for name in wanted if name in running)
                task = Task(TaskId(Kind.STEP, phase, step.id), step=item)
                ids.append(self._add(task, Node(task.id, (gate, *needs), seconds=self.seconds(phase, step.id))))
        return ids

    def checks(self, group: tuple[CheckWork, ...], needs: tuple[TaskId, ...], *, preflight: bool) -> list[TaskId]:
        """Add checks: each waits for those that it needs, in all their variants."""
        running = [item for item in group if item.action is Action.RUN]
        return [self._check(item, (*needs, *_others(item, running)), preflight=preflight) for item in running]

    def _check(self, item: CheckWork, needs: tuple[TaskId, ...], *, preflight: bool) -> TaskId:
        task = Task(check_id(item), check=item, preflight=preflight)
        seconds, resources = self.seconds(item.key.phase, task.id.name), item.check.resources(item.variant)
        return self._add(task, Node(task.id, needs, seconds=seconds, resources=resources))


def check_id(item: CheckWork) -> TaskId:
    """The task of a check in one variant."""
    return TaskId(Kind.CHECK, item.key.phase, item.key.name)


def _others(item: CheckWork, running: list[CheckWork]) -> tuple[TaskId, ...]:
    if not item.check.needs:
        return ()
    return tuple(check_id(other) for other in running if other.check.id in item.check.needs)


def build_tasks(
    work: Work, graph: Graph[Phase], seconds: Callable[[str, str], float]
) -> tuple[dict[TaskId, Task], list[Node[TaskId]]]:
    """Tasks by id, and the same for the scheduler. `seconds` estimates a step or check of a phase.

    A phase with steps shares the work tree with nobody: it waits for every phase before it in the run, and every phase
    after it waits for it. Phases that only check run side by side.
    """
    builder = _Builder(seconds)
    settled: dict[str, TaskId] = {}
    barrier: TaskId | None = None
    for phase_work in work.phases:
        if phase_work.action is Action.KEEP:
            continue
        name = phase_work.phase.id
        needs = tuple(settled[leaf] for need in graph.needs(name) for leaf in graph.leaves(need) if leaf in settled)
        alone = any(item.action is Action.RUN for item in phase_work.steps)
        after = tuple(settled.values()) if alone else ((barrier,) if barrier else ())
        settled[name] = builder.phase(phase_work, needs, after)
        if alone:
            barrier = settled[name]
    return builder.tasks, builder.nodes


def build_checks(
    groups: Iterable[Sequence[CheckWork]], seconds: Callable[[str, str], float]
) -> tuple[dict[TaskId, Task], list[Node[TaskId]]]:
    """The same for checks alone, a group for each phase: none waits for another phase's."""
    builder = _Builder(seconds)
    for group in groups:
        builder.checks(tuple(group), (), preflight=False)
    return builder.tasks, builder.nodes


def past_seconds(state: Fold, phases: Iterable[str]) -> dict[tuple[str, str], float]:
    """(Phase, step or check with its variant) → how long it took last, for all that ever ran."""
    known: dict[tuple[str, str], float] = {}
    for phase in phases:
        record = state.phase(phase)
        for seal in record.seals:  # what it took in an earlier attempt is better than nothing
            known.update({(phase, key.name): found.event.seconds for key, found in seal.checks.items()})
        known.update({(phase, key.name): found.event.seconds for key, found in record.checks.items()})
        known.update({(phase, name): found.event.seconds for name, found in record.steps.items()})
    return known


def planned(tasks: Iterable[TaskId], known: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """The same for the steps and checks among these tasks; 0 for those that never ran."""
    return {(task.phase, task.name): known.get((task.phase, task.name), 0.0) for task in tasks if task.name}


def expected_seconds(situation: Situation, work: Work) -> Callable[[str, str], float]:
    """How long a phase's step or check took last; its share of the phase's estimate when it was never run."""
    known = past_seconds(situation.state, (item.phase.id for item in work.phases))
    shares: dict[str, float] = {}
    for item in work.phases:
        phase = item.phase
        count = len(phase.steps) + sum(len(check.variants()) for check in phase.checks)
        shares[phase.id] = phase.estimate.middle * 3600 / count if phase.estimate and count else 1.0
    return lambda phase_id, name: known.get((phase_id, name), shares[phase_id])
