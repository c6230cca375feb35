"""What steps and checks are given: environment, folders, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.checking.argv import to_argv
from tracker.checking.base import fill
from tracker.checking.context import Approval, CheckContext
from tracker.engine.before import earlier_results, green_since
from tracker.engine.ports import Ports
from tracker.inputs import unpack
from tracker.model.ids import CheckKey, Variant
from tracker.model.result import ProcessRequest, TestReport
from tracker.plan import CheckWork, StepWork
from tracker.situation import Situation
from tracker.state.approvals import criteria_then, lapse, made_since


class Contexts:
    """Makes the values that steps and checks are run with."""

    def __init__(self, ports: Ports, situation: Situation) -> None:
        self._ports = ports
        self._situation = situation
        self._defaults = situation.plan.settings.defaults
        self._issues = {issue.id: issue.match.compiled() for issue in situation.plan.settings.issues}

    def _of_step(self, phase: str, extra: Mapping[str, str]) -> dict[str, str]:
        """With what a step may need to know of the run. A check must find what it would find without us: it is told nothing."""
        run = {"TRACKER_RUN": self._ports.journal.run, "TRACKER_ROOT": self._ports.project.root, "TRACKER_PHASE": phase}
        return {**self._ports.environment, **run, **extra}

    def scratch(self, phase: str, name: str) -> str:
        """The folder for what one step or check leaves in this run, as an absolute path."""
        place = self._ports.scratch or f"{self._ports.project.root}/.tracker/runs/{self._ports.journal.run}"
        return f"{place}/{phase}/{name}"

    def step(self, phase: str, work: StepWork) -> ProcessRequest:
        """The command of a step."""
        step = work.step
        return ProcessRequest(
            argv=to_argv(step.run, shell=step.shell),
            cwd=self._ports.workspace.root,
            env=self._of_step(phase, step.env),
            log=f"{self.scratch(phase, f'step+{step.id}')}/output.log",  # a check may have the same id
            timeout=step.timeout or self._defaults.timeout,
            grace=self._defaults.grace,
        )

    def check(self, work: CheckWork) -> CheckContext:
        """What a check may look at."""
        check, key = work.check, work.key
        cells = work.variant.as_dict()
        extra = {name: fill(text, cells) for name, text in check.env.items()}
        folder = f"{check.id}@{work.variant.label}" if work.variant.cells else check.id
        scratch = self.scratch(key.phase, folder.replace("/", "_"))
        return CheckContext(
            phase=key.phase,
            variant=work.variant,
            files=self._ports.workspace,
            repository=self._ports.repository,
            databases=self._ports.databases,
            env={**self._ports.environment, **extra},
            scratch=scratch,
            scratch_files=self._ports.project.below(scratch),
            timeout=check.timeout or self._defaults.timeout,
            baseline=self._baseline,
            earlier=lambda: self._earlier(key),
            listed=self._listed,
            issues=self._issues,
            approval=self._approval(work),
            own=self._own(key.phase),
        )

    def _own(self, phase: str) -> Callable[[str], bool]:
        """What is no change of the user's: files of the tracker, and what the phase's steps left there and is still so."""
        left: dict[str, str] = {}
        for known in self._situation.state.phase(phase).steps.values():
            left.update(known.event.changed)
        if not left:
            return self._ports.own
        digest = self._ports.repository_files.digest
        return lambda path: self._ports.own(path) or (path in left and digest(path) == left[path])

    def _baseline(self, phase: str, check: str, variant: Variant) -> TestReport | None:
        """What has been green since a phase; of all leaves when a parent phase is named."""
        return green_since(self._situation, phase, check, variant)

    def _listed(self) -> tuple[str, ...]:
        """What there is in the workspace, as far as git does not ignore it."""
        prefix = self._ports.prefix
        return tuple(path.removeprefix(prefix) for path in self._ports.repository.files() if path.startswith(prefix))

    def _earlier(self, key: CheckKey) -> tuple[TestReport, ...]:
        """What a check found before in the present attempt at its phase."""
        return earlier_results(self._situation, key)

    def _approval(self, work: CheckWork) -> Approval | None:
        """The approval of a check as it is worded now, and whether it counts."""
        record, check = self._situation.state.phase(work.key.phase), work.check
        given = record.approvals.get((check.id, check.definition()))
        if given is None:
            return None
        event, at = given
        phase = self._situation.graph.phases[work.key.phase]
        changed = lapse(
            event,
            criteria=criteria_then(phase, event),
            recorded=unpack(event.inputs, self._ports.evidence),
            current=self._ports.inputs.of(check),
            own=made_since(record, self._ports.prefix) if check in (*phase.gate, *phase.preflight) else (),
        )
        void = f"the approval by {event.by} is for an earlier state ({event.commit[:7]}): {changed}; approve again"
        if not changed:
            doubt = self._ports.doubt(event, at)
            void = f"the approval by {event.by} does not count: {doubt}" if doubt else ""
        return Approval(event.by, at, event.note, signed=bool(event.signature), void=void)
