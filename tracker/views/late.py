"""Promises that are newer than what is to prove them, as `status` and documents show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bar.late import FILE, Late
from tracker.model.ids import short_id

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.situation import Situation
    from tracker.views.faces.promises import LateFace


def late_view(known: Facts | Situation, phase: str) -> list[LateFace]:
    """Those that rest on a phase."""
    return [
        {"of": item.promise.of, "kind": item.promise.kind, "text": item.promise.text, "checks": list(item.checks)}
        for item in known.late.get(phase, ())
    ]


def late_words(phase: str, late: tuple[Late, ...]) -> str:
    """What is promised since a phase was proved, and the command that proves it."""
    first = late[0].promise
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    verb = "declared" if first.kind == FILE else "promised"
    return f"{verb} since it was proved: {first.text}{more}. `tracker run {short_id(phase)}` proves it"
