"""Take a phase up: from here on its criteria are compared with what they are now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from tracker.bar.criteria import criteria_of, record
from tracker.bootstrap import Project
from tracker.checking.recipes import digest_of
from tracker.commands.explain import warnings
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.commands.run import Options, run
from tracker.errors import BlockedError
from tracker.formats.when import When
from tracker.journal.events import PhaseBegun
from tracker.model.ids import short_id
from tracker.model.outline import cells
from tracker.model.status import DONE, Outcome, PhaseStatus
from tracker.plan import Wish, plan_work
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from tracker.engine.ports import Reporter
    from tracker.model.ports import Interrupts
    from tracker.situation import Situation
    from tracker.spec.phases import Phase
    from tracker.views.faces.start import StartFace


def start(
    project: Project, words: str, *, check: bool, reporter: Reporter, interrupts: Interrupts, environment: Mapping[str, str]
) -> StartFace:
    """Record a phase's criteria, the commit it begins at, and which of its checks pass already.

    With `check`, or where a check has to be red first, the checks are run to know that; otherwise earlier results say it, as
    far as they are about what is there now.

    Raises:
        UsageError: there is no such phase.
        BlockedError: it was begun before, it is complete, or what it depends on is not done.
    """
    situation = project.situation()
    require_commit(project, situation.head)
    phase = situation.graph.phases[resolve_phase(project.graph, words)]
    _refuse(project, situation, phase)
    if check or phase.red_first or any(known.red_first for known in phase.checks):
        names = tuple(known.id for known in phase.checks)
        run(
            project,
            (phase.id,),
            Options(checks=names),
            reporter=reporter,
            interrupts=interrupts,
            environment=environment,
            confirm=None,
        )
        situation = project.situation()
    return _begin(project, situation, phase)


def _refuse(project: Project, situation: Situation, phase: Phase) -> None:
    """Where there is nothing to take up.

    Raises:
        BlockedError: with why, and what to do instead.
    """
    short, known = short_id(phase.id), situation.state.phase(phase.id)
    status = situation.standings[phase.id].status
    if situation.graph.children(phase.id):
        kids = ", ".join(situation.graph.children(phase.id))
        raise BlockedError(f"{phase.id} is carried out as its sub-phases", hints=[f"Start one of them: {kids}"])
    if status in DONE - {PhaseStatus.SKIPPED} and known.completed is not None:
        raise BlockedError(f"{phase.id} is {status} already", hints=[f"Do it again: tracker reopen {short} --why TEXT"])
    if known.begun is not None or known.criteria:
        bar = situation.bars[phase.id]
        raise BlockedError(
            f"work on {phase.id} began at {bar.base[:7]} ({When(project.clock).ago(bar.since)}), "
            "and its criteria are compared with those of then",
            hints=[f"See what has changed: tracker explain {short}"],
        )
    plan_work(situation, Wish((phase.id,)), digest=partial(digest_of, project.repository_files))


def _begin(project: Project, situation: Situation, phase: Phase) -> StartFace:
    found = _known(situation, phase)
    assert situation.head is not None
    project.prepare_folder()
    event = PhaseBegun(
        phase.id,
        situation.head.commit or "",
        record(criteria_of(situation.plan, phase.id), project.evidence),
        tuple(name for name, state in found.items() if state == "passed"),
        tuple(name for name, state in found.items() if state == "failed"),
    )
    writer = project.journal_writer()
    try:
        at = writer.append([event])[0].at
    finally:
        writer.close()
    return {
        "format_version": 1,
        "kind": "start",
        "phase": phase.id,
        "commit": event.base,
        "at": at,
        "criteria": event.criteria,
        "checks": len(phase.checks),
        "passed": list(event.passed),
        "failed": list(event.failed),
        "unknown": [name for name, state in found.items() if not state],
        "warnings": warnings(project, phase.id),
        "next_step": next_step(project.situation()).as_dict(),
    }


def _known(situation: Situation, phase: Phase) -> dict[str, str]:
    """Check → `passed`, `failed`, or nothing where no result is about what is there now."""
    found = {}
    for cell in cells(phase):
        result, answer = situation.state.check(cell.key), situation.freshness.get(cell.key)
        outcome = result.outcome if result is not None and answer is not None and answer.fresh else None
        passed = outcome is Outcome.PASSED
        found[cell.key.name] = "passed" if passed else "failed" if outcome in (Outcome.FAILED, Outcome.ERROR) else ""
    return found
