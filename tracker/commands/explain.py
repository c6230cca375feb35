"""Why is a phase what it is?"""

from __future__ import annotations

from functools import partial

from tracker.bootstrap import Project
from tracker.checking.recipes import digest_of
from tracker.commands.lowered import lowered_since
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.errors import BlockedError
from tracker.model.ids import natural_key
from tracker.plan import Wish, plan_work
from tracker.views.bar import whole_bar_view
from tracker.views.currency import could_not_check
from tracker.views.next_step import next_step
from tracker.views.notes import notes_view
from tracker.views.status import head_view, status_view
from tracker.views.trend import trend_view
from tracker.views.whose import who_did

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.situation import Situation
    from tracker.views.faces.explain import ExplanationFace, PastRunFace, WarningFace, WouldRunFace
    from tracker.views.faces.promises import PromiseFace


def explain(project: Project, words: str) -> ExplanationFace:
    """The status, the facts that it follows from, and what a run would do and why.

    Raises:
        UsageError: there is no such phase.
    """
    situation = project.situation()
    phase_id = resolve_phase(situation.graph, words)
    phase, record = situation.graph.phases[phase_id], situation.state.phase(phase_id)
    row = next(p for p in status_view(situation)["phases"] if p["id"] == phase_id)
    claim = phase.claimed
    return {
        "format_version": 1,
        "kind": "explanation",
        "project": situation.project,
        "head": head_view(situation),
        "phase": row,
        "notes": notes_view(situation.state, phase_id),
        "goal": phase.goal,
        "claim": {"source": claim.source, "commits": [c.commit for c in claim.commits]} if claim else None,
        "runs": [_run(situation, run) for run in record.runs],
        "witnesses": [
            {
                "at": known.at,
                "run": known.run,
                "commit": known.event.commit,
                "outcome": known.event.outcome,
                "where": known.event.where,
                "results": dict(known.event.results),
            }
            for known in record.witnesses
        ],
        "trend": trend_view(situation, phase_id),
        "outdated": [
            {"check": key.name, "why": answer.why, "changed": list(answer.changed)}
            for key, answer in sorted(situation.freshness.items(), key=lambda item: natural_key(item[0].name))
            if key.phase == phase_id and not answer.fresh
        ],
        "promises": _promises(situation, phase_id),
        "bar": whole_bar_view(situation.bars.get(phase_id), _waivers(project, phase_id), plan_texts(project)),
        "lowered_since": lowered_since(project, situation, phase_id),
        "details": [
            {"check": key.name, "lines": lines, "log": known.event.log.path if known.event.log else None}
            for key, known in record.checks.items()
            if (lines := [*known.event.details, *filter(None, [could_not_check(situation.freshness.get(key))])])
        ],
        "warnings": warnings(project, phase_id),
        "children": [
            {
                "id": kid,
                "status": str(situation.standings[kid].status),
                "reasons": list(situation.standings[kid].reasons),
            }
            for kid in situation.graph.children(phase_id)
        ],
        "would_run": _would_run(project, situation, phase_id),
        "next_step": next_step(situation).as_dict(),
    }


def _promises(situation: Situation, phase_id: str) -> list[PromiseFace]:
    from tracker.views.lookup import Lookup
    from tracker.views.ticks import phase_ticks

    return [
        {"kind": kind, "text": tick.text, "mark": tick.mark, "claimed": tick.claimed, "why": tick.why}
        for kind, tick in phase_ticks(Lookup(situation), situation.graph.phases[phase_id])
    ]


def plan_texts(project: Project) -> dict[str, str]:
    """The texts of the plan's files by their paths."""
    return {path: project.files.read(path).decode("utf-8", "replace") for path in project.plan.files}


def _waivers(project: Project, phase_id: str) -> list[str]:
    from tracker.bar.criteria import criteria_of
    from tracker.bar.waivers import waivers

    return list(waivers(criteria_of(project.plan, phase_id)))


def warnings(project: Project, phase_id: str) -> list[WarningFace]:
    """What in the phase proves nothing."""
    from tracker.spec.doubts import of_phase

    parent = bool(project.graph.children(phase_id))
    found = of_phase(project.graph.phases[phase_id], project.named_files, parent=parent)
    return [{"check": check or None, "text": text} for _, check, text in found]


def _run(situation: Situation, run: str) -> PastRunFace:
    record = situation.state.runs[run]
    return {
        "run": run,
        "at": record.started_at,
        "outcome": record.outcome or "unfinished",
        "who": who_did(situation.state, run),
    }


def _would_run(project: Project, situation: Situation, phase_id: str) -> WouldRunFace:
    """What `tracker run` would do now, or why it would refuse."""
    try:
        require_commit(project, situation.head)
        work = plan_work(situation, Wish((phase_id,)), digest=partial(digest_of, project.repository_files))
    except BlockedError as error:
        return {"possible": False, "why": error.message, "hints": list(error.hints), "items": []}
    from tracker.views.work import work_items

    return {"possible": True, "why": "", "hints": [], "items": work_items(work)}
