"""Somebody's word for what only a person can say."""

from __future__ import annotations

from tracker.bootstrap import Project
from tracker.checks.approval import ApprovalCheck
from tracker.commands.resolve import resolve_phase
from tracker.errors import BlockedError, UsageError
from tracker.journal.events import ApprovalGiven
from tracker.model.ids import short_id
from tracker.model.status import PhaseStatus
from tracker.views.next_step import next_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.approve import ApprovalFace

_TOO_EARLY = (PhaseStatus.PENDING, PhaseStatus.BLOCKED, PhaseStatus.SKIPPED)


def approve(project: Project, words: str, *, check: str | None, by: str, note: str) -> ApprovalFace:
    """Record an approval. The phase's next run takes it as the result of its approval check.

    Raises:
        UsageError: no such phase or check, or it is not clear which one is meant.
        BlockedError: this person may not approve it, the phase cannot start yet, or there is no commit to approve.
    """
    phase_id = resolve_phase(project.graph, words)
    situation = project.situation()
    known = {c.id: c for c in situation.graph.phases[phase_id].checks if isinstance(c, ApprovalCheck)}
    if not known:
        raise UsageError(f"{phase_id} has nothing to approve", hints=[f"See its checks: tracker explain {words}"])
    if check is None and len(known) > 1:
        raise UsageError(f"{phase_id} has several approvals", hints=[f"Name one: --check {name}" for name in known])
    chosen = known.get(check or next(iter(known)))
    if chosen is None:
        raise UsageError(f"{phase_id} has no approval {check!r}", hints=[f"One of: {', '.join(known)}"])
    if chosen.by and by not in chosen.by:
        raise BlockedError(f"{by} may not approve {chosen.id}", hints=[f"It takes one of: {', '.join(chosen.by)}"])
    standing = situation.standings[phase_id]
    if standing.status in _TOO_EARLY:
        why = "; ".join(standing.reasons)
        raise BlockedError(
            f"{phase_id} is {standing.status}, so there is nothing to approve yet: {why}",
            hints=[f"See what comes first: tracker explain {short_id(phase_id)}"],
        )
    if situation.head is None or not situation.head.commit:
        raise BlockedError("there is no commit that an approval could belong to", hints=["Commit first: git commit"])
    writer = project.journal_writer()
    event = ApprovalGiven(phase_id, chosen.id, chosen.definition(), by, note, situation.head.commit)
    recorded = writer.append([event])[0]
    writer.close()
    return {
        "format_version": 1,
        "kind": "approval",
        "phase": phase_id,
        "check": chosen.id,
        "ask": chosen.ask,
        "by": by,
        "note": note,
        "at": recorded.at,
        "commit": event.commit,
        "next_step": next_step(project.situation()).as_dict(),
    }
