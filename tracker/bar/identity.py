"""Whether what is recorded of a phase is about the phase that bears its id now: numbers move when a plan is rearranged."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tracker.model.outline import PhaseLike
from tracker.state import Fold

Criteria = Mapping[str, Any]


def strangers(
    phases: Iterable[PhaseLike],
    state: Fold,
    now: Mapping[str, str],
    *,
    criteria: Callable[[str], Criteria],
    evidence: Callable[[str], object],
) -> dict[str, str]:
    """Phases whose id was another phase's when their results were recorded, each with the reason.

    `now`: phase → sha256 of its criteria as they are; nothing is read where they are those that were recorded last.
    """
    listed = list(phases)
    found: dict[str, str] = {}
    for phase in listed:
        record = state.phases.get(phase.id)
        if phase.formerly or record is None or not record.criteria or record.criteria[-1][2] == now.get(phase.id):
            continue
        before = evidence(record.criteria[-1][2])
        if isinstance(before, dict) and _is_another(
            before, criteria(phase.id), [criteria(p.id) for p in listed if p is not phase]
        ):
            title = before["phase"].get("title", "")
            found[phase.id] = (
                f"what was recorded under this id is of another phase, {title!r}: it proves nothing about this one"
            )
    return found


def _is_another(before: Criteria, after: Criteria, others: Iterable[Criteria]) -> bool:
    """Whether nothing is left by which one would know the phase: neither title nor goal nor any deliverable."""
    then, here = before["phase"], after["phase"]
    if then.get("title") == here.get("title"):
        return False
    words, now = _words(then), _words(here)
    if words & now:
        return False
    return bool(words or now) or any(other["phase"].get("title") == then.get("title") for other in others)


def _words(phase: Mapping[str, Any]) -> set[str]:
    """What a phase is for, as its plan says it."""
    listed = phase.get("deliverables", [])
    texts = {item.get("text", "") if isinstance(item, Mapping) else str(item) for item in listed}
    return (texts | {str(phase.get("goal", ""))}) - {""}
