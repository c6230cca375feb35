"""A machine of random runs, kills, edits and approvals: fold, transitions, plan and resume agree with the simplest model."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.fakes import MemoryEvidence
from tracker.checking.border import read
from tracker.errors import BlockedError
from tracker.graph import Graph
from tracker.inputs import look_at
from tracker.journal import events as e
from tracker.journal.codec import decode, encode
from tracker.journal.events import Recorded
from tracker.model.ids import CheckKey, ulid
from tracker.model.status import PhaseStatus
from tracker.plan import Action, Wish, plan_work
from tracker.situation import Situation
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings
from tracker.state import derive, fold
from tracker.state.table import ANY, TRANSITIONS, follow

PLAN = Plan(
    settings=read(Settings, {"project": {"name": "Machine"}, "defaults": {"same_failures": "0"}}),
    phases=tuple(
        read(Phase, data)
        for data in (
            {
                "id": "phase-1",
                "title": "One",
                "steps": [{"id": "make", "run": "make"}],
                "checks": [{"id": "a", "kind": "command", "run": "a", "inputs": ["f"]}],
            },
            {
                "id": "phase-2",
                "title": "Two",
                "depends_on": ["phase-1"],
                "checks": [{"id": "b", "kind": "command", "run": "b", "inputs": ["g"]}],
            },
        )
    ),
    files=(),
)
GRAPH = Graph(PLAN.phases)


@dataclass
class World:
    """The model: what is so, in the simplest words."""

    files: dict[str, str] = field(default_factory=lambda: {"f": "0", "g": "0"})
    passed: dict[str, str] = field(default_factory=dict)
    """Check → the content with which it passed last, when that was its last result."""
    completed: set[str] = field(default_factory=set)
    """Phases whose last end was a completion."""
    killed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)
    """Phases that ever completed."""
    found: dict[tuple[str, str], str] = field(default_factory=dict)
    """(check, content) → what it found there last."""
    step: bool = False
    """Whether the step's last end was a success."""


class _Inputs:
    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def of(self, check) -> dict[str, str]:
        return {name: self._files[name] for name in check.inputs}

    def kinds(self, check) -> dict[str, str]:
        return {}

    def programs(self, check) -> dict[str, str]:
        return {}

    def variables(self, check) -> dict[str, str]:
        return {}


class Runs(RuleBasedStateMachine):
    """Each rule is one run, which may be killed after any of its events, as a crash point is."""

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.lines: dict[str, list[bytes]] = {}
        self.clock = 0

    def situation(self) -> Situation:
        events: list[Recorded] = []
        for run, lines in sorted(self.lines.items()):
            items = list(decode(b"".join(lines), run=run, file=run))
            assert all(isinstance(item, Recorded) for item in items)
            events += items
        state = fold(sorted(events, key=lambda recorded: recorded.id))
        ground = look_at(PLAN.phases, state, _Inputs(self.world.files), MemoryEvidence())
        standings = derive(GRAPH, state, freshness=ground.freshness, undone=ground.undone)
        return Situation(
            plan=PLAN,
            graph=GRAPH,
            state=state,
            freshness=ground.freshness,
            standings=standings,
            tests=lambda digest: None,
            head=None,
            changes=0,
            live_runs=frozenset(),
        )

    def write(self, events: list[e.Event], keep: int) -> list[e.Event]:
        """Write a run's events; all but the first `keep` are lost with the kill."""
        self.clock += 1
        run = ulid(self.clock * 1000, bytes(10))
        previous, lines = run, []
        for n, event in enumerate(events[:keep]):
            event_id = ulid(self.clock * 1000 + n, bytes(10))
            line, previous = encode(event, previous=previous, event_id=event_id, at=f"{self.clock:04}.{n}")
            lines.append(line)
        self.lines[run] = lines
        return events[:keep]

    @rule(name=st.sampled_from(["f", "g"]), content=st.sampled_from(["0", "1", "2"]))
    def edit(self, name: str, content: str) -> None:
        self.world.files[name] = content

    @rule(phase=st.sampled_from(["phase-1", "phase-2"]), ok=st.booleans(), step=st.booleans(), keep=st.integers(1, 12))
    def run(self, phase: str, ok: bool, step: bool, keep: int) -> None:
        """What the engine does with the plan of work, cut off after some events."""
        try:
            work = plan_work(self.situation(), Wish((phase,)), digest=lambda path: "")
        except BlockedError:
            assert phase == "phase-2"
            assert self.situation().standings["phase-1"].status is not PhaseStatus.COMPLETE
            return
        (item,) = work.phases
        if item.action is Action.KEEP:
            assert phase in self.world.sealed, "kept, and it never completed"
            return
        self.follow(self.write(self._events(item, phase, ok, step), keep))

    def _events(self, item, phase: str, ok: bool, step: bool) -> list[e.Event]:
        events: list[e.Event] = [e.RunStarted((phase,), "c", "main", (), "0"), e.PhaseStarted(phase, "d", "why")]
        good = True
        for work in item.steps:
            assert (work.action is Action.KEEP) == self.world.step, (
                "a step that was done is repeated, or one that was not is kept"
            )
            if work.action is Action.RUN:
                good = step
                definition = work.step.definition()
                events += [e.StepStarted(phase, "make", definition)]
                events += [e.StepFinished(phase, "make", definition, "passed" if step else "failed", "", 0.0)]
        for work in item.checks if good else ():
            if work.action is Action.KEEP:
                continue
            check = work.check
            inputs = {name: self.world.files[name] for name in check.inputs}
            good = ok
            outcome = "passed" if ok else "failed"
            events += [e.CheckStarted(phase, check.id, {})]
            events += [e.CheckFinished(phase, check.id, {}, check.definition(), inputs, outcome, "s", 0.0, "c")]
        if good:
            return [*events, e.PhaseCompleted(phase, "c", 0.0), e.RunFinished("passed", 0.0)]
        return [*events, e.PhaseFailed(phase, "why", 0.0), e.RunFinished("failed", 0.0)]

    def follow(self, events: list[e.Event]) -> None:
        """The model takes the same events in."""
        world = self.world
        for event in events:
            if isinstance(event, e.PhaseStarted):
                world.completed.discard(event.phase)
                world.failed.discard(event.phase)
                world.killed.add(event.phase)
            elif isinstance(event, e.StepFinished):
                world.step = event.outcome == "passed"
            elif isinstance(event, e.CheckFinished) and event.outcome == "passed":
                world.passed[event.check] = next(iter(event.inputs.values()))
                world.found[event.check, next(iter(event.inputs.values()))] = "passed"
            elif isinstance(event, e.CheckFinished):
                world.passed.pop(event.check, None)
                world.found[event.check, next(iter(event.inputs.values()))] = "failed"
            elif isinstance(event, e.PhaseCompleted):
                world.killed.discard(event.phase)
                world.completed.add(event.phase)
                world.sealed.add(event.phase)
            elif isinstance(event, e.PhaseFailed):
                world.killed.discard(event.phase)
                world.failed.add(event.phase)

    @invariant()
    def statuses_are_the_model_s(self) -> None:
        standings = self.situation().standings
        for phase, check, path in (("phase-1", "a", "f"), ("phase-2", "b", "g")):
            status = standings[phase].status
            here = self.world.found.get((check, self.world.files[path]))
            if phase in self.world.completed:
                assert status is (PhaseStatus.REGRESSED if here == "failed" else PhaseStatus.COMPLETE)
            elif phase in self.world.killed:
                assert status is PhaseStatus.INTERRUPTED
            elif phase in self.world.failed:
                again = {PhaseStatus.COMPLETE} if here == "passed" else set()
                assert status in ({PhaseStatus.REGRESSED} | again if phase in self.world.sealed else {PhaseStatus.FAILED})
            else:
                assert status in (PhaseStatus.READY, PhaseStatus.PENDING, PhaseStatus.BLOCKED)

    @invariant()
    def nothing_is_complete_without_a_passed_result_of_every_check(self) -> None:
        situation = self.situation()
        for phase in PLAN.phases:
            if situation.standings[phase.id].status is PhaseStatus.COMPLETE:
                for check in phase.checks:
                    known = situation.state.check(CheckKey(phase.id, check.id, ""))
                    assert known is not None
                    assert self.world.found.get((check.id, self.world.files[check.inputs[0]])) != "failed"
                    assert phase.id in self.world.sealed


Runs.TestCase.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
TestRuns = Runs.TestCase


def test_every_transition_of_the_table_is_followed_and_no_other() -> None:
    for status in PhaseStatus:
        for trigger in {trigger for _, trigger in TRANSITIONS}:
            assert follow(status, trigger) is TRANSITIONS.get((status, trigger), TRANSITIONS.get((ANY, trigger)))
