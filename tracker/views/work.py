"""Planned work as rows: what would be done, and why."""

from __future__ import annotations

from typing import Any

from tracker.plan import Work


def work_items(work: Work) -> list[dict[str, Any]]:
    """One row for each phase, preflight check, step and check, in order."""
    rows: list[dict[str, Any]] = []
    for phase in work.phases:
        name = phase.phase.id
        rows.append({"kind": "phase", "phase": name, "name": name, "action": str(phase.action), "reason": phase.reason})
        rows.extend(_row("preflight", name, c.key.name, str(c.action), c.reason) for c in phase.preflight)
        rows.extend(_row("step", name, s.step.id, str(s.action), s.reason) for s in phase.steps)
        rows.extend(_row("check", name, c.key.name, str(c.action), c.reason) for c in phase.checks)
    return rows


def _row(kind: str, phase: str, name: str, action: str, reason: str) -> dict[str, Any]:
    return {"kind": kind, "phase": phase, "name": name, "action": action, "reason": reason}
