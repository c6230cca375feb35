"""Guards: checks of complete phases that a later phase has to keep green."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tracker.engine.ends import Surroundings, check_end
from tracker.engine.ports import Ports
from tracker.engine.recorder import Recorder
from tracker.engine.replay import Replay, Replayed
from tracker.inputs import unpack
from tracker.journal import events as e
from tracker.model.outline import cells_of
from tracker.model.ports import Finished
from tracker.model.status import Outcome
from tracker.plan import Action, CheckWork
from tracker.situation import Situation
from tracker.state import judge_freshness


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of a plan, during one run."""

    ports: Ports
    situation: Situation
    recorder: Recorder
    jobs: int
    criteria: Callable[[str], str]
    """Phase → sha256 of its criteria, kept as evidence."""

    def keep(self, phase: str, commit: str, changes: int, aside: Callable[[Finished], None]) -> str:
        """Carry out the guards that may have changed, all but the phase's own; what one of them found, empty when all hold.

        Their results are recorded as those of their phases. What this machine lacks says nothing about them.
        """
        works = list(self._changed(phase))
        if not works:
            return ""
        self.recorder.now(*(e.CheckStarted(work.key.phase, work.check.id, work.variant.as_dict()) for work in works))
        replay = Replay(self.ports, self.situation, [works], jobs=self.jobs, recorded=True)
        broken = ""
        for result in replay.run(aside=aside):
            if result.verdict == "unknown":
                self.ports.reporter.note(
                    f"guard {_name(result)} could not be checked: {result.lacks or result.judgement.summary}"
                )
            elif result.verdict != "skipped":
                where = Surroundings(commit, changes, result.seconds, result.log)
                before = self.recorder.state.check(result.work.key)
                attempt = replay.attempt(result.work)
                end = check_end(attempt, result.judgement, where, before=before, evidence=self.ports.evidence)
                self.recorder.later(end._replace(criteria=self.criteria(result.work.key.phase)))
                if result.verdict == "broken":
                    broken = broken or f"guard {_name(result)}: {result.judgement.summary}"
        self.recorder.now()
        return broken

    def _changed(self, but: str) -> Iterator[CheckWork]:
        named = self.situation.plan.settings.guards
        for leaf in self.situation.graph.order():
            phase = self.situation.graph.phases[leaf]
            if leaf == but or phase.skip or self.recorder.state.phase(leaf).completed is None:
                continue
            guards = [check for check in phase.checks if check.guard or f"{leaf}/{check.id}" in named]
            for cell in cells_of(leaf, guards):
                work = CheckWork(*cell, Action.RUN, "a guard")
                if not self._holds(work):
                    yield work

    def _holds(self, work: CheckWork) -> bool:
        """Whether its newest result is a pass that still speaks of what is there."""
        known = self.recorder.state.check(work.key)
        if known is None or known.outcome is not Outcome.PASSED or work.check.always:
            return False
        recorded = unpack(known.event.inputs, self.ports.evidence)
        definition, inputs = work.check.definition(), self.ports.inputs
        current, kinds = inputs.of(work.check), inputs.kinds(work.check)
        return judge_freshness(known, definition=definition, recorded=recorded, current=current, kinds=kinds).fresh


def _name(result: Replayed) -> str:
    return f"{result.work.key.phase}/{result.work.key.name}"
