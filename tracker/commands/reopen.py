"""Do a phase again: a new attempt, with the earlier completion kept and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.bootstrap import FOLDER, Project
from tracker.checking.argv import to_argv
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.engine.environment import allowed
from tracker.errors import BlockedError, UsageError
from tracker.journal.events import PhaseReopened
from tracker.model.ids import short_id
from tracker.model.result import ProcessRequest, ProcessResult
from tracker.running import executing
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from tracker.model.ports import Executor, Interrupts
    from tracker.spec.phases import Phase, Step
    from tracker.state import PhaseRecord
    from tracker.views.faces.reopen import ReopenedFace

_NAMED = 5


def reopen(
    project: Project, words: str, *, why: str, revert: bool, interrupts: Interrupts, environment: Mapping[str, str]
) -> ReopenedFace:
    """Begin the next attempt at a phase; with `revert` its steps are taken back first, the last one first.

    Raises:
        UsageError: there is no such phase, or no reason.
        BlockedError: nothing of it was ever recorded, or a step could not be taken back; then it is not reopened.
    """
    if not why.strip():
        raise UsageError(
            "a phase is reopened for a reason", hints=["Give one: --why 'the index was built on the wrong column'"]
        )
    situation = project.situation()
    require_commit(project, situation.head)
    phase = situation.graph.phases[resolve_phase(project.graph, words)]
    record = situation.state.phase(phase.id)
    if situation.graph.children(phase.id):
        kids = ", ".join(situation.graph.children(phase.id))
        raise BlockedError(f"{phase.id} is carried out as its sub-phases", hints=[f"Reopen one of them: {kids}"])
    if not record.runs and phase.claimed is None:
        raise BlockedError(f"{phase.id} was never run", hints=[f"Run it: tracker run {short_id(phase.id)}"])
    writer = project.journal_writer()
    project.locks.acquire((phase.id,), run=writer.run)
    try:
        reverted = _take_back(project, writer.run, phase, record, interrupts, environment) if revert else ()
        at = writer.append([PhaseReopened(phase.id, why.strip(), reverted)])[-1].at
    finally:
        writer.close()
        project.locks.release_all()
    return {
        "format_version": 1,
        "kind": "reopened",
        "phase": phase.id,
        "why": why.strip(),
        "at": at,
        "attempt": record.attempt + 1,
        "reverted": list(reverted),
        "sealed": [seal.completed.commit for seal in record.seals],
        "next_step": next_step(project.situation()).as_dict(),
    }


def _take_back(
    project: Project, run: str, phase: Phase, record: PhaseRecord, interrupts: Interrupts, environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Run what takes the steps back that were done, and see that the files are as before.

    Raises:
        BlockedError: a step has nothing that takes it back, that failed, or files are otherwise than before.
    """
    done = [step for step in reversed(phase.steps) if step.id in record.steps]
    stuck = [step.id for step in done if not step.revert]
    if stuck:
        raise BlockedError(
            f"the plan does not say how to take back: {', '.join(stuck)}",
            hints=["Write `revert:` beside its `run:`, or reopen the phase without --revert"],
        )
    settings = project.plan.settings
    passed = allowed(environment, (*settings.environment.pass_through, *settings.environment.secrets))
    with executing(project, run, interrupts) as executor:
        for step in done:
            result = _carry_out(project, executor, run, phase, step, passed)
            if not result.ok:
                raise BlockedError(
                    f"{phase.id} is not reopened: taking back the step {step.id} failed: {result.describe()}",
                    hints=[f"Its output: {result.log.path}"],
                )
    _as_before(project, phase, record)
    return tuple(step.id for step in done)


def _carry_out(
    project: Project, executor: Executor, run: str, phase: Phase, step: Step, environment: Mapping[str, str]
) -> ProcessResult:
    defaults = project.plan.settings.defaults
    told = {"TRACKER_RUN": run, "TRACKER_ROOT": project.root, "TRACKER_PHASE": phase.id}
    request = ProcessRequest(
        argv=to_argv(step.revert, shell=step.shell),
        cwd=project.workspace.root,
        env={**environment, **told, **step.env},
        log=f"{project.root}/{FOLDER}/runs/{run}/{phase.id}/revert+{step.id}/output.log",
        timeout=step.timeout or defaults.timeout,
        grace=defaults.grace,
    )
    executor.start(step.id, request)
    (finished,) = executor.wait()
    assert finished.process is not None
    return finished.process


def _as_before(project: Project, phase: Phase, record: PhaseRecord) -> None:
    before = record.completed.before if record.completed else {}
    other = sorted(path for path, digest in before.items() if project.workspace.digest(path) != digest)
    if other:
        more = f" and {len(other) - _NAMED} more" if len(other) > _NAMED else ""
        raise BlockedError(
            f"{phase.id} is not reopened: its steps were taken back, and these files are not as before it:"
            f" {', '.join(other[:_NAMED])}{more}",
            hints=["Put them back by hand, then run the same command again"],
        )
