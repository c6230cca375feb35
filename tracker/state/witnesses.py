"""What replays in clean checkouts say of a completion: a further witness, or a contradiction."""

from __future__ import annotations

from tracker.journal import events as e
from tracker.state.records import Noted, PhaseRecord

PLACES = {"ci": "CI", "checkout": "a clean checkout"}
"""Where a replay took place, in words."""


def witnesses(record: PhaseRecord) -> list[Noted[e.SealWitnessed]]:
    """The replays that speak of the present completion, oldest first: those of an earlier one are history with it."""
    if record.completed is None:
        return []
    earlier = {seal.completed.commit for seal in record.seals} - {record.completed.commit}
    return [known for known in record.witnesses if known.event.commit not in earlier]


def contradiction(record: PhaseRecord) -> str:
    """What the newest replay found that is not as it was recorded; empty when it found the same, or there is none."""
    newest = next(reversed(witnesses(record)), None)
    if newest is None or newest.event.outcome != "failed":
        return ""
    broken = [f"{name}: {found}" for name, found in newest.event.results.items() if not found.startswith("passed")]
    more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
    return f"contradicted in {place_of(newest.event)}: {''.join(broken[:1])}{more}"


def place_of(event: e.SealWitnessed) -> str:
    """`a clean checkout of 1a2b3c4`."""
    return f"{PLACES.get(event.where, event.where)} {'at' if event.where == 'ci' else 'of'} {event.commit[:7]}"
