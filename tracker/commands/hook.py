"""What the hooks of coding agents are told: the phase in progress, what is not to be written, and the hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.answers import of_record, of_situation
from tracker.bootstrap import Project
from tracker.model.ids import short_id
from tracker.views.in_progress import in_progress, progress_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.engine.ports import Reporter
    from tracker.hooks.guarding import Guarded
    from tracker.model.ports import Interrupts
    from tracker.situation import Situation
    from tracker.spec.phases import Phase
    from tracker.views.in_progress import Progress

STOP, GUARD = "hook-stop", "hook-guard"
"""The names under which the answers are kept."""
HANDOVER = 1_500
"""Characters of a hand-over."""
_WIDE = 200


def progress(project: Project) -> Progress:
    """The phase in progress, and what is not proved of it.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    return of_situation(project, STOP, "", lambda: progress_of(project.facts(), own=list(project.outline.rendered)))


def run_open(
    project: Project, now: Progress, *, reporter: Reporter, interrupts: Interrupts, environment: Mapping[str, str]
) -> None:
    """Run the checks of the phase in progress that prove nothing now. Their results are recorded, and nothing is committed.

    Raises:
        TrackerError: as a run; what can be run only after something else is said so, too.
    """
    from tracker.commands.run import Options, run

    names = tuple(dict.fromkeys(check["name"].partition("[")[0] for check in now["unproved"]))
    options = Options(checks=names, no_commit=True)
    run(
        project,
        (now["phase"] or "",),
        options,
        reporter=reporter,
        interrupts=interrupts,
        environment=environment,
        confirm=None,
    )


def guarded(project: Project) -> Guarded:
    """What is not to be written.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    return of_record(project, GUARD, "", lambda: _guarded(project))


def _guarded(project: Project) -> Guarded:
    plan = project.plan
    name = in_progress(project.graph, project.folded_journal.state())
    phase = project.graph.phases[name] if name else None
    return {
        "phase": name,
        "title": phase.title if phase else "",
        "plan": list(plan.files),
        "workspace": plan.settings.workspace,
        "protect": [*plan.settings.protect, *(phase.protect if phase else ())],
        "scope": [entry.path for entry in phase.files] if phase else [],
    }


def hand_over_text(project: Project) -> str:
    """Where the phase in progress stands, or else what comes next, for somebody who knows nothing.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    from tracker.commands.next import what_next

    situation = project.situation()
    name = in_progress(situation.graph, situation.state)
    view = what_next(project, short_id(name) if name else "")
    if view["phase"] is None or view["handover"] is None:
        return ""
    rows = [f"This project is done in phases, and `tracker` decides by checks when one is complete. {view['handover']}"]
    if name:
        rows += _under_way(situation, situation.graph.phases[name], why="; ".join(view["why"]))
    else:
        rows.append(f"It has not been started; when you take it up: tracker start {short_id(view['phase'])}")
    rows.append(f"What an agent may not change: the plan, {'.tracker/'}, approvals. Where it stands: tracker status")
    return fitted(rows, HANDOVER)


def _under_way(situation: Situation, phase: Phase, *, why: str) -> list[str]:
    from tracker.documents.prompts.hand_over import Limits, Quoter, hand_over
    from tracker.views.lookup import Lookup

    lookup = Lookup(situation)
    rows = [f"Phase {short_id(phase.id)} is in progress: {why}"]
    known = hand_over(lookup, phase, Quoter(lookup, Limits(tests=0, messages=1, lines=2, tail=2, clusters=3)))
    if known is None:
        return rows
    rows += [f"- failed: {item.name}: {item.summary}" for item in known.failed]
    rows += [f"- left: {item}" for item in known.left]
    rows += [f"- done, do not repeat: {item}" for item in known.done]
    return rows


def fitted(rows: list[str], most: int) -> str:
    """As many rows as fit, each on one line; the last is always there, and a row says how many are left out."""
    flat = [" ".join(row.split()) for row in rows]
    *body, last = [row if at == 0 or len(row) <= _WIDE else f"{row[:_WIDE]} …" for at, row in enumerate(flat)]
    shown: list[str] = []
    for row in body:
        rest = f"- {len(body) - len(shown)} more: tracker explain"
        if sum(map(len, shown)) + len(shown) + len(row) + len(rest) + len(last) + 2 > most:
            return "\n".join([*shown, rest, last])[:most]
        shown.append(row)
    return "\n".join([*shown, last])
