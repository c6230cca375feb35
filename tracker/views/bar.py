"""The bar as several faces show it: what was lowered since the work began, what else changed, what is allowed by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tracker.bar.places import placed
from tracker.bar.standing import Bar, unplanned

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.situation import Situation
    from tracker.views.faces.bar import BarFace, UnplannedFace, WholeBarFace
    from tracker.views.lookup import Lookup


def bar_view(bar: Bar | None) -> BarFace | None:
    """What was lowered; None where nothing was."""
    if bar is None or not bar.lowered:
        return None
    return {"base": bar.base, "since": bar.since, "lowered": [c.told for c in bar.lowered], "agreed_by": bar.agreed_by}


def whole_bar_view(bar: Bar | None, waivers: Iterable[str] = (), texts: Mapping[str, str] | None = None) -> WholeBarFace | None:
    """Every change; None before the work began. `texts`: the plan's files, in which changes of it have their places."""
    if bar is None:
        return None
    places = [placed(change, bar.phase, texts or {}) for change in bar.changes]
    counts = bar.counts
    return {
        "base": bar.base,
        "since": bar.since,
        "lowered": [change.told for change in bar.lowered],
        "agreed_by": bar.agreed_by,
        "criteria": bar.criteria,
        "raised": counts["raised"],
        "changed": counts["changed"],
        "changes": [
            {
                "where": change.where,
                "direction": change.direction.value,
                "words": change.words,
                "place": change.place,
                "commit": change.commit,
                "agreed": change.line in bar.agreed,
            }
            for change in places
        ],
        "waivers": list(waivers),
        "passed_before": list(bar.passed_before),
    }


def unplanned_view(known: Facts | Situation) -> list[UnplannedFace]:
    """Phases that the journal knows and the plan lacks."""
    phases: Any = known.graph.phases.values()
    return [
        {"id": gone.phase, "status": gone.status, "reason": gone.reason, "successor": gone.successor or None}
        for gone in unplanned(phases, known.state)
    ]


def bar_words(lookup: Lookup, phase_id: str) -> str:
    """`lowered since abc1234: …`; empty where nothing was lowered."""
    bar = lookup.bar(phase_id)
    return lowered_line(bar) if bar is not None and bar.lowered else ""


def lowered_line(bar: Bar) -> str:
    """`lowered since abc1234: check b: removed (grep); …`."""
    said = "; ".join(change.told for change in bar.lowered)
    return f"{bar.heading}: {said}" + (f" (agreed to by {bar.agreed_by})" if bar.agreed_by and not bar.open else "")
