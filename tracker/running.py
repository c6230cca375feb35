"""Part of the composition root: what a run is given of the outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tracker.adapters.databases import SqlDatabases
from tracker.adapters.processes.executor import LocalExecutor
from tracker.adapters.processes.orphans import end_survivors as survivors
from tracker.bootstrap import FOLDER, Project
from tracker.engine.environment import allowed
from tracker.engine.ports import Journaling, Ports, Reporter
from tracker.model.found import Head
from tracker.model.ports import Executor, Interrupts, RenderReport
from tracker.model.status import PhaseStatus
from tracker.situation import Situation
from tracker.state import Fold


class ProjectRenderer:
    """Renders a run's documents from the fold that the run has already."""

    def __init__(self, project: Project, journal: Journaling, head: Head | None) -> None:
        """`head`: where the repository stood when the run began. What is rendered does not depend on it."""
        self._project = project
        self._journal = journal
        self._head = head
        self._alone = True
        """Whether no other run wrote to the journal: what one wrote is not in this run's fold."""

    def situation(self, state: Fold) -> Situation:
        """Where everything stands. The journal is read again only when another run wrote to it."""
        self._alone = self._alone and self._project.folded_journal.is_as_read(but=self._journal.path)
        return self._project.situation(state=state if self._alone else None, head=self._head)

    def render(self, state: Fold) -> RenderReport:
        """Write what changed; leave alone what somebody edited."""
        plan = self._project.plan
        if not plan.settings.documents and not any(phase.prompt for phase in plan.phases):
            return RenderReport((), (), ())
        from tracker.documents.render import render_all, write_all

        planned = render_all(self.situation(state), self._project.files)
        return write_all(planned, self._project.files)


@contextmanager
def executing(project: Project, run: str, interrupts: Interrupts, *, scratch: str = "") -> Iterator[Executor]:
    """What a run's processes are carried out by; all of them are ended when it is left. The run's locks are held already.

    `scratch` is where they leave things, when that is not in the project.

    Raises:
        TrackerError: a secret cannot be kept.
    """
    executor = _executor(project, run, scratch)
    interrupts.stops(lambda at_once: executor.stop(now=at_once))
    try:
        yield executor
    finally:
        executor.close()


def end_survivors(project: Project, situation: Situation, reporter: Reporter) -> None:
    """End what interrupted runs have left on this machine. The phases' locks are held: nobody carries them out any more."""
    interrupted = [leaf for leaf, standing in situation.standings.items() if standing.status is PhaseStatus.INTERRUPTED]
    runs = {situation.state.phase(leaf).runs[-1] for leaf in interrupted if situation.state.phase(leaf).runs}
    count = survivors(runs, below=os.path.realpath(project.repository_root or project.root)) if runs else 0
    if count:
        reporter.note(f"ended {count} process{'es' if count != 1 else ''} that an interrupted run had left behind")


def run_ports(
    project: Project,
    journal: Journaling,
    executor: Executor,
    *,
    head: Head | None,
    reporter: Reporter,
    interrupts: Interrupts,
    environment: Mapping[str, str],
    confirm: Callable[[str], bool] | None,
) -> Ports:
    """All that a run works with.

    Raises:
        TrackerError: there is no repository, or the workspace is no folder.
    """
    settings = project.plan.settings
    checks = [check for phase in project.plan.phases for check in (*phase.preflight, *phase.checks)]
    declared = {name for check in checks for name in check.reading().variables}
    return Ports(
        clock=project.clock,
        executor=executor,
        project=project.files,
        workspace=project.workspace,
        repository=project.repository,
        repository_files=project.repository_files,
        databases=SqlDatabases(project.workspace.root),
        evidence=project.evidence,
        journal=journal,
        reporter=reporter,
        interrupts=interrupts,
        inputs=project.inputs,
        renderer=ProjectRenderer(project, journal, head),
        locks=project.locks,
        environment=allowed(environment, (*settings.environment.pass_through, *settings.environment.secrets, *declared)),
        confirm=confirm,
        project_prefix=project.repository_prefix(project.root),
        prefix=project.repository_prefix(project.workspace.root),
        own=project.owns,
        redact=project.secrets.text,
        doubt=project.doubt,
    )


def _executor(project: Project, run: str, scratch: str) -> LocalExecutor:
    return LocalExecutor(
        project.clock,
        root=scratch or project.root,
        scratch=scratch or f"{project.root}/{FOLDER}/runs/{run}",
        output_limit=project.plan.settings.defaults.output_limit,
        conceal={project.root + os.sep: "", project.root: "."},
        secrets=project.secrets,
        locks=project.locks.descriptors,
    )
