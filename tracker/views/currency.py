"""What is said of completions by what changed since, and of what this machine cannot compare: the words of every face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.model.ids import short_id
from tracker.model.status import Currency

if TYPE_CHECKING:
    from tracker.model.ids import CheckKey
    from tracker.state import Freshness, Standing

PROVE = "tracker check --all"
"""What finds out whether it still holds."""
OTHERS = "other commits"
"""What no phase accounts for."""


def changed_since(order: Iterable[str], standings: Mapping[str, Standing]) -> str:
    """`2 phases changed since by 4.1: 1, 3`; empty where nothing did."""
    changed = [leaf for leaf in order if standings[leaf].currency is Currency.CHANGED]
    if not changed:
        return ""
    count = f"{len(changed)} phase{'s' if len(changed) > 1 else ''}"
    return f"{count} changed since{changed_by(standings[leaf] for leaf in changed)}: {', '.join(map(short_id, changed))}"


def changed_by(standings: Iterable[Standing]) -> str:
    """` by 4.1, other commits`; empty where that is not known."""
    names = dict.fromkeys(short_id(name) if name else OTHERS for standing in standings for name in standing.changed_by)
    return f" by {', '.join(names)}" if names else ""


def could_not_check(answer: Freshness | None) -> str:
    """What of a result cannot be compared on this machine; empty where all can."""
    return f"could not check here: {answer.unsure}" if answer is not None and answer.unsure else ""


def unsure_of(freshness: Mapping[CheckKey, Freshness]) -> str:
    """The same of all results: `could not check here: psql is not found here (2 results of 3)`; empty where all can."""
    found: dict[str, list[CheckKey]] = {}
    for key, answer in freshness.items():
        if answer.unsure:
            found.setdefault(answer.unsure, []).append(key)
    return "; ".join(f"could not check here: {_short(why)} ({_whose(keys)})" for why, keys in found.items())


def _short(why: str) -> str:
    """Without the hashes and the places, which `tracker explain` has."""
    return "; ".join(part for part in (part.strip() for part in why.split(";")) if not part.startswith("it was "))


def _whose(keys: list[CheckKey]) -> str:
    phases = dict.fromkeys(short_id(key.phase) for key in keys)
    return f"{len(keys)} result{'s' if len(keys) > 1 else ''} of {', '.join(phases)}"
