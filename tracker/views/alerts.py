"""What stands in the way, for the top of a document."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.bar.standing import Unplanned, unplanned
from tracker.checking.words import listed
from tracker.model.ids import short_id
from tracker.model.status import PhaseStatus
from tracker.views.bar import lowered_line
from tracker.views.late import late_words
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import phrase

S = PhaseStatus
_KINDS = {
    S.FAILED: "CAUTION",
    S.REGRESSED: "CAUTION",
    S.INTERRUPTED: "WARNING",
    S.UNKNOWN: "WARNING",
    S.AWAITING_APPROVAL: "IMPORTANT",
}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that blocks."""

    kind: str
    """`CAUTION`, `WARNING` or `IMPORTANT`, as GitHub paints them."""
    text: str
    """What it is, in one line."""


def alerts(lookup: Lookup) -> tuple[Alert, ...]:
    """One for each phase that somebody has to look at, with what waits for it; then what lowers the bar."""
    found: list[Alert] = []
    for leaf in lookup.order:
        standing = lookup.standing(leaf)
        kind = _KINDS.get(standing.status)
        if kind:
            waiting = [phase_name(other) for other in lookup.order if leaf in _below(lookup, other)]
            more = f" and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
            held = f" It holds up {listed(waiting[:_SHOWN]) + more}." if waiting else ""
            verb = "approve" if standing.status is S.AWAITING_APPROVAL else "explain"
            reason = "; ".join(standing.reasons[:2])
            found.append(
                Alert(kind, f"{phase_name(leaf)} {phrase(standing).lower()}: {reason}.{held} `tracker {verb} {short_id(leaf)}`")
            )
    found += [
        Alert("WARNING", f"{phase_name(leaf)}: {lowered_line(bar)}. `tracker explain {short_id(leaf)}`")
        for leaf in lookup.order
        if (bar := lookup.bar(leaf)) is not None and bar.lowered
    ]
    found += [
        Alert("IMPORTANT", f"{phase_name(leaf)}: {late_words(leaf, late)}.")
        for leaf in lookup.order
        if (late := lookup.situation.late.get(leaf))
    ]
    found += [
        Alert(
            "WARNING",
            f"{phase_name(gone.phase)} is not in the plan any more; it was {_was(gone)}",
        )
        for gone in unplanned(lookup.graph.phases.values(), lookup.state)
    ]
    return tuple(found)


def _was(gone: Unplanned) -> str:
    """How a phase stood last that is no longer in the plan, and in which one its history could go on."""
    same = f" {phase_name(gone.successor)} asks for the same: `formerly: [{gone.phase}]` in it keeps the history."
    return f"{gone.status}: {gone.reason}." + (same if gone.successor else "")


def _below(lookup: Lookup, phase_id: str) -> set[str]:
    """The leaves that a phase waits for, directly."""
    return {leaf for need in lookup.graph.needs(phase_id) for leaf in lookup.graph.leaves(need)}
