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
        if record is None or not record.criteria or record.criteria[-1][2] == now.get(phase.id):
            continue
        if phase.formerly:
            digests = dict.fromkeys(digest for _, _, digest in record.criteria)
            if len(digests) > 1 and _was_several(list(map(evidence, digests)), criteria(phase.id)):
                names = ", ".join(phase.formerly)
                found[phase.id] = f"it was several phases ({names}), and is not proved as one yet"
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


def _was_several(recorded: Iterable[object], now: Criteria) -> bool:
    """Whether something of the phase was recorded for a phase that has nothing in common with the one recorded last.

    Names that a phase had one after another have a title, a check or other words in common, step by step; phases that were
    merged have not, until they are proved as one.
    """
    left = [known for known in recorded if isinstance(known, Mapping) and known.get("kind") == "criteria"]
    joined = left[-1:]
    left = left[:-1]
    for known in joined:  # it grows while it is gone through
        near = [other for other in left if _is_alike(known, other)]
        joined.extend(near)
        left = [other for other in left if other not in near]
    return any(_is_alike(other, now) for other in left)


def _is_alike(one: Criteria, other: Criteria) -> bool:
    """Whether two have something in common by which one would know the phase: title, words or a check."""
    this, that = one["phase"], other["phase"]
    if this.get("title") == that.get("title") or _words(this) & _words(that):
        return True
    checks = this.get("checks", {})
    return any(name in checks and checks[name] == check for name, check in that.get("checks", {}).items())


def _words(phase: Mapping[str, Any]) -> set[str]:
    """What a phase is for, as its plan says it."""
    listed = phase.get("deliverables", [])
    texts = {item.get("text", "") if isinstance(item, Mapping) else str(item) for item in listed}
    return (texts | {str(phase.get("goal", ""))}) - {""}
