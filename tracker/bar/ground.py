"""What decides a result besides its check's own definition and inputs: the matchers of issues, and settings of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tracker.model.ids import CheckKey
from tracker.model.outline import PhaseLike
from tracker.state import Fold

SETTINGS = ("workspace", "environment")
"""Settings that a result depends on."""


def grounds(
    phases: Iterable[PhaseLike],
    state: Fold,
    now: Mapping[str, str],
    *,
    criteria: Callable[[str], Mapping[str, Any]],
    evidence: Callable[[str], object],
) -> dict[CheckKey, str]:
    """Results that were judged by another ground than there is now → what is another.

    `now`: phase → sha256 of its criteria; `criteria` has them whole, and is asked only where they differ from the result's.
    """
    found: dict[CheckKey, str] = {}
    for phase in phases:
        record = state.phases.get(phase.id)
        for key, known in record.checks.items() if record is not None else ():
            then = known.event.criteria
            if not then or then == now.get(phase.id, then):
                continue
            before = evidence(then)
            if isinstance(before, dict) and (why := moved(before, criteria(phase.id), key.check)):
                found[key] = why
    return found


def moved(before: Mapping[str, Any], after: Mapping[str, Any], check: str) -> str:
    """What is another in some criteria than in others, for one check; empty when nothing is."""
    issues, others = before.get("issues", {}), after.get("issues", {})
    names = [name for name in issues if name in others and issues[name] != others[name] and _names(after, check, name)]
    if names:
        return f"the failures of issue {', '.join(names)} are matched by other patterns than when it ran"
    settings, rest = before.get("settings", {}), after.get("settings", {})
    changed = [name for name in SETTINGS if settings.get(name) != rest.get(name)]
    return f"`{changed[0]}` in tracker.yaml differs from when it ran" if changed else ""


def _names(criteria: Mapping[str, Any], check: str, issue: str) -> bool:
    """Whether a check names an issue, wherever in it."""
    phase = criteria.get("phase", {})
    groups = (phase.get(group, {}) for group in ("gate", "preflight", "checks"))
    return any(_holds(group.get(check), issue) for group in groups)


def _holds(value: Any, word: str) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(inner, word) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_holds(inner, word) for inner in value)
    return bool(value == word)
