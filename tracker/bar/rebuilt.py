"""Recorded criteria → a plan that has them again: a completion is replayed by the word that it was made by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tracker.bar.criteria import plain
from tracker.checking.border import read
from tracker.spec.known import Issue
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings

if TYPE_CHECKING:
    from tracker.bar.criteria import Criteria

_GROUPS = ("gate", "preflight", "checks", "steps")


def with_criteria(present: Plan, phase_id: str, criteria: Criteria) -> Plan | None:
    """The present plan, but for one phase and the settings that decide; None where they are not understood any more."""
    try:
        phase = read(Phase, _phase(phase_id, criteria["phase"]))
        settings = read(Settings, _settings(present.settings, criteria))
    except (ValidationError, KeyError, TypeError, AttributeError):
        return None
    others = tuple(other for other in present.phases if other.id != phase_id)
    return Plan(settings=settings, phases=(*others, phase), files=present.files)


def _phase(phase_id: str, recorded: Any) -> dict[str, Any]:
    made = {name: value for name, value in recorded.items() if name != "claimed"}
    for group in _GROUPS:
        if group in made:
            made[group] = list(made[group].values())
    return {"title": phase_id, **made, "id": phase_id}


def _settings(present: Settings, criteria: Criteria) -> dict[str, Any]:
    """Those that are recorded; of the present ones only what decides nothing."""
    issues = [
        plain(Issue(id=name, title=name, severity="minor")) | {"match": match} for name, match in criteria["issues"].items()
    ]
    return {"project": plain(present.project), **criteria["settings"], "issues": issues}
