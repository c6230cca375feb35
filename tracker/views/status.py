"""Where every phase stands, as `tracker status` shows it and as its JSON.

The view is plain JSON data from the start: it is kept in a cache and shown again without importing anything heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph import estimated, estimated_below
from tracker.model.duration import Estimate
from tracker.model.elapsed import took_short, took_words
from tracker.model.outline import cells
from tracker.model.status import DONE, PROVEN, Basis, PhaseStatus
from tracker.state.found import recorded_at
from tracker.state.worked import worked
from tracker.views.bar import bar_view, unplanned_view
from tracker.views.currency import changed_since, could_not_check, unsure_of
from tracker.views.failure import BROKEN, causes_view, last_lines
from tracker.views.late import late_view
from tracker.views.next_step import next_step
from tracker.views.trend import moved_view
from tracker.views.whose import who_did

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.model.outline import PhaseOutline
    from tracker.situation import Situation
    from tracker.spec.phases import Phase
    from tracker.state import PhaseRecord, Standing
    from tracker.views.faces.shared import HeadFace, ProgressFace
    from tracker.views.faces.status import CheckFace, ElapsedFace, PhaseFace, RunningFace, StatusFace, TookFace

    Known = Facts | Situation
    """What is so; the plan's words are not needed for the status."""


def status_view(situation: Known) -> StatusFace:
    """The view. Documented in docs/json.md; keys are only ever added."""
    step = next_step(situation)
    return {
        "format_version": 1,
        "kind": "status",
        "project": situation.project,
        "next": step.phase,
        "next_step": step.as_dict(),
        "head": head_view(situation),
        **progress_view(situation),
        "damage": [{"place": d.place, "why": d.why} for d in situation.state.damage if not d.torn],
        "unplanned": unplanned_view(situation),
        "edited_documents": list(situation.touched.edited),
        "conflicted_documents": list(situation.touched.conflicted),
        "changed_since": changed_since(situation.graph.order(), situation.standings),
        "unsure": unsure_of(situation.freshness),
        "trend": moved_view(situation),
        "phases": [_phase(situation, phase) for phase in situation.graph.phases.values()],
    }


def progress_view(situation: Known) -> ProgressFace:
    """How many of the phases that are really carried out are done."""
    leaves = situation.graph.all_leaves()
    statuses = [situation.standings[leaf].status for leaf in leaves]
    return {
        "complete": statuses.count(PhaseStatus.COMPLETE),
        "skipped": statuses.count(PhaseStatus.SKIPPED),
        "total": len(leaves),
    }


def head_view(situation: Known) -> HeadFace | None:
    """Commit, branch and number of changed files; None outside a git repository."""
    if situation.head is None:
        return None
    return {"commit": situation.head.commit, "branch": situation.head.branch, "changes": situation.changes}


def _phase(situation: Known, phase: Phase | PhaseOutline) -> PhaseFace:
    standing = situation.standings[phase.id]
    kids = situation.graph.children(phase.id)
    record = situation.state.phase(phase.id)
    return {
        "id": phase.id,
        "title": phase.title,
        "status": str(standing.status),
        "basis": standing.word or None,
        "currency": standing.currency.value if standing.currency else None,
        "changed_by": list(standing.changed_by),
        "parent": phase.parent,
        "children": list(kids),
        "needs": list(situation.graph.needs(phase.id)),
        "blocked_by": list(standing.blocked_by),
        "reasons": list(standing.reasons),
        "completed_by": who_did(situation.state, record.completed_run),
        "commit": record.completed.commit if record.completed and standing.basis in PROVEN else None,
        "commits": _commits(situation, phase),
        "recorded_commit": recorded_at(record) or None,
        "estimate": _short(estimated(situation.graph, phase.id)),
        "estimate_below": _short(estimated_below(situation.graph, phase.id)),
        "took": _took_together(situation, kids) if kids else _took(phase, standing.basis, record.seconds),
        "running": _running(record) if standing.status is PhaseStatus.RUNNING else None,
        "elapsed": elapsed_view(record, claimed=bool(phase.claimed)),
        "progress": f"{sum(situation.standings[kid].status is PhaseStatus.COMPLETE for kid in kids)}/{len(kids)}"
        if kids
        else None,
        "uncommitted": _uncommitted(record, standing),
        "checks": [] if kids else _checks(situation, phase),
        "bar": bar_view(situation.bars.get(phase.id)),
        "late": late_view(situation, phase.id),
    }


def _uncommitted(record: PhaseRecord, standing: Standing) -> list[str]:
    if standing.status is PhaseStatus.PROVED and record.proved:
        return list(record.proved.uncommitted)
    return list(record.completed.uncommitted) if record.completed and standing.status in DONE else []


def _short(estimate: Estimate | None) -> str | None:
    return estimate.short if estimate else None


def _running(record: PhaseRecord) -> RunningFace:
    """What a run that goes on has done of a phase, and what it is about."""
    run = record.runs[-1]
    ended = [*(known.run for known in record.checks.values()), *(known.run for known in record.steps.values())]
    return {
        "run": run,
        "since": record.started_at,
        "done": ended.count(run),
        "under_way": [name for _, name in sorted(record.unfinished)],
    }


def elapsed_view(record: PhaseRecord, *, claimed: bool) -> ElapsedFace | None:
    """How long the work took, where the journal can tell."""
    known = worked(record, claimed=claimed)
    if known is None:
        return None
    since, until, seconds, origin = known
    return {
        "since": since,
        "until": until,
        "seconds": seconds,
        "origin": origin,
        "short": took_short(seconds),
        "words": took_words(seconds, origin),
    }


def _took(phase: Phase | PhaseOutline, basis: Basis | None, seconds: float) -> TookFace | None:
    """As the claim has it, else how long the newest run took. Checking claimed work is not the work."""
    if basis and phase.claimed and phase.claimed.duration:
        return {"claimed": phase.claimed.duration.short}
    return {"seconds": seconds} if seconds else None


def _took_together(situation: Known, kids: tuple[str, ...]) -> TookFace | None:
    """The sum of claimed durations, where all sub-phases are done and have one."""
    claims = [situation.graph.phases[kid].claimed for kid in kids]
    known = [claim.duration for claim in claims if claim and claim.duration]
    done = all(situation.standings[kid].basis for kid in kids)
    return {"claimed": sum(known, Estimate()).short} if done and len(known) == len(kids) else None


def _commits(situation: Known, phase: Phase | PhaseOutline) -> list[str]:
    """Full hashes that were recorded, then abbreviated ones that are only claimed, without repeats."""
    record = situation.state.phase(phase.id)
    known = [commit.commit for commit in record.commits]
    if record.completed and record.completed.commit and not known:
        known.append(record.completed.commit)
    claimed = [commit.commit for commit in phase.claimed.commits] if phase.claimed else []
    return list(dict.fromkeys([*known, *claimed]))


def _checks(situation: Known, phase: Phase | PhaseOutline) -> list[CheckFace]:
    rows: list[CheckFace] = []
    for check, variant, key in cells(phase):
        known = situation.state.check(key)
        answer = situation.freshness.get(key)
        failed = known if known and known.outcome in BROKEN else None
        rows.append(
            {
                "id": check.id,
                "variant": variant.as_dict(),
                "name": key.name,
                "outcome": str(known.outcome) if known else "unknown",
                "fresh": bool(known and answer and answer.fresh),
                "run": known.run if known else None,
                "at": known.at if known else None,
                "summary": known.event.summary if known else "",
                "why": answer.why if answer and not answer.fresh else "",
                "unsure": could_not_check(answer),
                "awaits": known.event.awaits if known else "",
                "always": check.always,
                "causes": causes_view(failed.event.causes) if failed else [],
                "output": last_lines(failed.event.log) if failed and not failed.event.causes else [],
                "log": failed.event.log.path or None if failed and failed.event.log else None,
            }
        )
    return rows
