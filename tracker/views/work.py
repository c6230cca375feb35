"""Planned work as rows: what would be done, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tracker.plan import Action, Work

if TYPE_CHECKING:
    from tracker.views.faces.shared import WorkItemFace


def work_items(work: Work) -> list[WorkItemFace]:
    """One row for each phase, preflight check, step and check, in order."""
    rows: list[WorkItemFace] = []
    for phase in work.phases:
        name = phase.phase.id
        rows.append(_row("phase", name, name, phase.action, phase.reason))
        rows.extend(_row("preflight", name, c.key.name, c.action, c.reason) for c in phase.preflight)
        rows.extend(_row("step", name, s.step.id, s.action, s.reason) for s in phase.steps)
        rows.extend(_row("check", name, c.key.name, c.action, c.reason) for c in phase.checks)
    return rows


def _row(
    kind: Literal["phase", "preflight", "step", "check"], phase: str, name: str, action: Action, reason: str
) -> WorkItemFace:
    done: Literal["run", "keep"] = "run" if action is Action.RUN else "keep"
    return {"kind": kind, "phase": phase, "name": name, "action": done, "reason": reason}
