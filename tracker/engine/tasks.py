"""Planned work → tasks with their dependencies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tracker.engine.scheduler import Node
from tracker.graph import Graph
from tracker.plan import Action, CheckWork, PhaseWork, StepWork, Work
from tracker.spec.phases import Phase


class Kind(StrEnum):
    """What a task is."""

    GATE = "gate"
    """The preflight is over: the phase starts."""
    STEP = "step"
    CHECK = "check"
    SETTLE = "settle"
    """Everything of the phase is over: it is judged as a whole."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    id: str
    kind: Kind
    work: PhaseWork
    step: StepWork | None = None
    check: CheckWork | None = None
    preflight: bool = False


@dataclass(slots=True)
class _Builder:
    work: Work
    graph: Graph[Phase]
    seconds: Callable[[str, str], float]
    tasks: dict[str, Task]
    nodes: list[Node[str]]

    def add(self, task: Task, **more: object) -> str:
        self.tasks[task.id] = task
        self.nodes.append(Node(task.id, **more))  # type: ignore[arg-type]
        return task.id

    def check(self, work: PhaseWork, item: CheckWork, needs: tuple[str, ...], *, preflight: bool) -> str:
        task = Task(f"{work.phase.id}/{item.key.name}", Kind.CHECK, work, check=item, preflight=preflight)
        group = work.preflight if preflight else work.checks
        others = self._others(work, item, group) if item.check.needs else ()
        return self.add(
            task,
            needs=(*needs, *others),
            seconds=self.seconds(work.phase.id, item.key.name),
            resources=item.check.resources(item.variant),
        )

    @staticmethod
    def _others(work: PhaseWork, item: CheckWork, group: tuple[CheckWork, ...]) -> tuple[str, ...]:
        """The tasks of the checks that this one waits for."""
        return tuple(
            f"{work.phase.id}/{other.key.name}"
            for other in group
            if other.check.id in item.check.needs and other.action is Action.RUN
        )

    def steps(self, work: PhaseWork, gate: str) -> list[str]:
        ids: list[str] = []
        running = {item.step.id for item in work.steps if item.action is Action.RUN}
        before = ""
        for item in work.steps:
            step = item.step
            wanted = step.needs if step.needs is not None else ((before,) if before else ())
            before = step.id
            if item.action is not Action.RUN:
                continue
            needs = tuple(f"{work.phase.id}:{name}" for name in wanted if name in running)
            task = Task(f"{work.phase.id}:{step.id}", Kind.STEP, work, step=item)
            ids.append(self.add(task, needs=(gate, *needs), seconds=self.seconds(work.phase.id, step.id)))
        return ids

    def phase(self, work: PhaseWork, needs: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Add a phase's tasks; returns the id of its settling."""
        name = work.phase.id
        entry = self.add(Task(f"{name}^", Kind.GATE, work, preflight=True), needs=needs, after=after, instant=True)
        preflight = tuple(self.check(work, item, (entry,), preflight=True) for item in work.preflight)
        gate = self.add(Task(f"{name}>", Kind.GATE, work), needs=(entry, *preflight), instant=True)
        steps = self.steps(work, gate)
        checks = [self.check(work, item, (gate, *steps), preflight=False) for item in work.checks if item.action is Action.RUN]
        return self.add(Task(f"{name}.", Kind.SETTLE, work), after=(gate, *preflight, *steps, *checks), instant=True)


def build_tasks(
    work: Work, graph: Graph[Phase], seconds: Callable[[str, str], float]
) -> tuple[dict[str, Task], list[Node[str]]]:
    """Tasks by id, and the same for the scheduler. `seconds` estimates a step or check of a phase.

    A phase with steps shares the work tree with nobody: it waits for every phase before it in the run, and every phase
    after it waits for it. Phases that only check run side by side.
    """
    builder = _Builder(work, graph, seconds, {}, [])
    settled: dict[str, str] = {}
    barrier = ""
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
