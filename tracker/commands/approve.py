"""Somebody's word for what only a person can say."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from tracker.bootstrap import Project
from tracker.checks.approval import ApprovalCheck, approved_words
from tracker.commands.resolve import resolve_phase
from tracker.errors import BlockedError, UsageError
from tracker.inputs import pack
from tracker.journal.events import ApprovalGiven, CheckFinished, CheckStarted, CriteriaApproved, Event
from tracker.model.ids import short_id
from tracker.model.status import Outcome, PhaseStatus
from tracker.model.who import AGENT, CI, Who, is_same, may
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state.approvals import criteria_of
from tracker.views.next_step import next_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.approve import ApprovalFace

_TOO_EARLY = (PhaseStatus.PENDING, PhaseStatus.BLOCKED, PhaseStatus.SKIPPED)
S = TypeVar("S", ApprovalGiven, CriteriaApproved)


class Voice(NamedTuple):
    """Whose word it is said to be, and how it is given."""

    by: str = ""
    """Who approves; empty for whom git knows."""
    sign: bool = False
    """Whether it is to be signed, also where the plan does not ask for that."""


def approve(project: Project, words: str, *, check: str | None, voice: Voice, note: str) -> ApprovalFace:
    """Record an approval, and with it the result of its check. The phase's next run goes on from there.

    Raises:
        UsageError: no such phase or check, or it is not clear which one is meant.
        BlockedError: nobody who may approves it, the phase cannot start yet, or there is no commit to approve.
    """
    situation = project.situation()
    phase = situation.graph.phases[resolve_phase(project.graph, words)]
    chosen = _chosen(situation, phase, words, check)
    standing = situation.standings[phase.id]
    if standing.status in _TOO_EARLY:
        why = "; ".join(standing.reasons)
        raise BlockedError(
            f"{phase.id} is {standing.status}, so there is nothing to approve yet: {why}",
            hints=[f"See what comes first: tracker explain {short_id(phase.id)}"],
        )
    if situation.head is None or not situation.head.commit:
        raise BlockedError("there is no commit that an approval could belong to", hints=["Commit first: git commit"])
    signed = voice.sign or project.plan.settings.approvals.signed
    by = speaker(project, voice, signed=signed, again=f"tracker approve {words}")
    allowed = (chosen.by, project.plan.settings.approvals.by)
    if not may(by, *allowed):
        of = [", ".join(names) for names in allowed if names]
        raise BlockedError(f"{by} may not approve {chosen.id}", hints=[f"It takes one of: {'; and of: '.join(of)}"])
    project.prepare_folder()
    inputs = pack(project.inputs.of(chosen), project.evidence)
    event = sealed(
        project,
        ApprovalGiven(
            phase.id, chosen.id, chosen.definition(), by, note, situation.head.commit, inputs, criteria=criteria_of(phase)
        ),
        signed=signed,
    )
    at = _record(project, event, chosen, situation.changes)
    return {
        "format_version": 1,
        "kind": "approval",
        "phase": phase.id,
        "check": chosen.id,
        "ask": chosen.ask,
        "by": by,
        "signed": signed,
        "note": note,
        "at": at,
        "commit": event.commit,
        "next_step": next_step(project.situation()).as_dict(),
    }


def _chosen(situation: Situation, phase: Phase, words: str, check: str | None) -> ApprovalCheck:
    """The approval that is meant: the one that is named, the only one, or the only one that is waited for."""
    known = {c.id: c for c in (*phase.gate, *phase.preflight, *phase.checks) if isinstance(c, ApprovalCheck)}
    if not known:
        raise UsageError(f"{phase.id} has nothing to approve", hints=[f"See its checks: tracker explain {words}"])
    record = situation.state.phase(phase.id)
    waiting = [key.check for key, found in record.checks.items() if found.event.awaits and key.check in known]
    names = [check] if check else waiting if len(waiting) == 1 else list(known)
    if len(names) > 1:
        raise UsageError(f"{phase.id} has several approvals", hints=[f"Name one: --check {name}" for name in names])
    if names[0] not in known:
        raise UsageError(f"{phase.id} has no approval {check!r}", hints=[f"One of: {', '.join(known)}"])
    return known[names[0]]


def speaker(project: Project, voice: Voice, *, signed: bool, again: str) -> str:
    """Who approves, `Name <address>`: whom git knows, and somebody else only where a signature shows it.

    Raises:
        BlockedError: it would be nobody's word, or not a person's.
    """
    who = project.who
    if not signed:
        _require_person(who, again)
    if not voice.by or (who.by and is_same(who.by, voice.by)):
        if not who.by:
            raise BlockedError(
                "git does not know who you are, so the approval would be nobody's",
                hints=['git config --global user.name "Your Name"', 'git config --global user.email "you@example.com"'],
            )
        return who.by
    if not signed:
        raise BlockedError(
            f"git says that you are {who.by or 'nobody'}, so this cannot be approved as {voice.by}",
            hints=[f"Leave --by out, or sign with the key of {voice.by}: {again} --by {voice.by} --sign"],
        )
    return voice.by


def _require_person(who: Who, again: str) -> None:
    """An approval that nobody signed is a person's at a terminal."""
    hints = [f"Type it yourself in a terminal: {again}", f"or sign it: {again} --sign (docs/approvals.md)"]
    if who.kind == AGENT:
        raise BlockedError(
            f"an approval is a person's, and this is an agent's session ({who.agent}: {who.sign} is set)", hints=hints
        )
    if who.kind == CI:
        raise BlockedError(f"an approval is a person's, and this is CI ({who.sign} is set)", hints=hints)
    if not who.kind:
        raise BlockedError("an approval is a person's, and there is no terminal here", hints=hints)


def sealed(project: Project, event: S, *, signed: bool) -> S:
    """The event as it is recorded, with its signature, which is checked at once: what does not hold is not recorded.

    Raises:
        BlockedError: it cannot be signed, or nothing says that the key is this person's.
    """
    if project.secrets:
        from tracker.journal.codec import changed

        event = changed(event, project.secrets.value)  # type: ignore[assignment]  # of the same type
    if not signed:
        return event
    signature = project.signatures.sign(project.to_be_signed(event), by=event.by)
    made: S = event._replace(signature=signature)
    doubt = project.doubt(made, "")
    if doubt:
        raise BlockedError(f"the signature would not count: {doubt}", hints=["Who signs with which key: docs/approvals.md"])
    return made


def _record(project: Project, event: ApprovalGiven, check: ApprovalCheck, changes: int) -> str:
    """Write it down, with the result that its check has by it; when."""
    summary = approved_words(event.by, event.note, signed=bool(event.signature))
    events: list[Event] = [event]
    for cells in (variant.as_dict() for variant in check.variants()):
        events.append(CheckStarted(event.phase, check.id, cells))
        events.append(
            CheckFinished(
                event.phase, check.id, cells, event.definition, event.inputs, str(Outcome.PASSED), summary, 0.0,
                event.commit, changes,
            )
        )  # fmt: skip
    writer = project.journal_writer()
    try:
        return writer.append(events)[0].at
    finally:
        writer.close()
