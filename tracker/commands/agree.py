"""A person's word for how the criteria of a phase were changed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.bar.criteria import criteria_of, record
from tracker.bootstrap import Project
from tracker.clean import in_place
from tracker.commands.approve import Voice, sealed, speaker
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.engine.bar import BarKeeper
from tracker.engine.recorder import Recorder
from tracker.engine.work_tree import WorkTree
from tracker.errors import BlockedError, UsageError
from tracker.journal.events import CriteriaApproved
from tracker.model.ids import short_id
from tracker.model.who import may
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from tracker.engine.ports import Reporter
    from tracker.model.ports import Interrupts
    from tracker.spec.phases import Phase
    from tracker.views.faces.approve import AgreementFace


def agree(project: Project, words: str, *, voice: Voice, why: str, reporter: Reporter, interrupts: Interrupts) -> AgreementFace:
    """Record that a person agrees to what was lowered, by the criteria as they are now. The next run goes on from there.

    Raises:
        UsageError: there is no such phase, or no reason is given.
        BlockedError: nothing was lowered, or nobody who may agrees to it.
    """
    if not why.strip():
        raise UsageError("no reason is given", hints=["Give the reason: --why TEXT"])
    phase = project.graph.phases[resolve_phase(project.graph, words)]
    rules = project.plan.settings.approvals
    signed = voice.sign or rules.signed
    by = speaker(project, voice, signed=signed, again=f"tracker approve {words} --criteria --why TEXT")
    if not may(by, rules.by):
        raise BlockedError(f"{by} may not agree to it", hints=[f"It takes one of: {', '.join(rules.by)}"])
    project.prepare_folder()
    lines = _lowered(project, phase, reporter, interrupts)
    if not lines:
        raise BlockedError(
            f"nothing that {phase.id} is judged by was lowered, so there is nothing to agree to",
            hints=[f"See its criteria: tracker explain {short_id(phase.id)}"],
        )
    digest = record(criteria_of(project.plan, phase.id), project.evidence)
    event = sealed(project, CriteriaApproved(phase.id, digest, by, why.strip(), lines), signed=signed)
    writer = project.journal_writer()
    try:
        at = writer.append([event])[0].at
    finally:
        writer.close()
    return {
        "format_version": 1,
        "kind": "agreement",
        "phase": phase.id,
        "criteria": digest,
        "lowered": list(event.lowered),
        "by": by,
        "signed": signed,
        "why": event.why,
        "at": at,
        "next_step": next_step(project.situation()).as_dict(),
    }


def _lowered(project: Project, phase: Phase, reporter: Reporter, interrupts: Interrupts) -> tuple[str, ...]:
    """What a run of the phase would say that a person has to agree to, and what was lowered besides."""
    situation = project.situation(head=project.repository.head())
    require_commit(project, situation.head)
    head = (situation.head.commit if situation.head else "") or ""
    with in_place(project, reporter=reporter, interrupts=interrupts, environment=os.environ) as ground:
        ports = replace(ground.ports, evidence=project.evidence)
        recorder = Recorder(ports.journal, reporter, situation.state)
        tree = WorkTree(ports, situation.state)
        tree.begin([phase])
        return BarKeeper(ports, project.plan, recorder, tree, lambda: head).open_lines(phase)
