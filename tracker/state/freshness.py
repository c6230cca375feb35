"""Whether a recorded result still speaks of what is there now: same definition, same inputs."""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.state.records import CheckRecord, Verdict


class Freshness(NamedTuple):
    """The answer, and what changed when it is no."""

    fresh: bool
    why: str = ""
    changed: tuple[str, ...] = ()
    """Inputs that changed, appeared or went, sorted."""
    redefined: bool = False
    """Whether the check itself means something else by now."""
    here: Verdict | None = None
    """What the check found for the very content that is there now, where the newest result is about another."""


def judge_freshness(
    record: CheckRecord,
    *,
    definition: str,
    recorded: Mapping[str, str] | None,
    current: Mapping[str, str],
) -> Freshness:
    """Compare a result's definition and inputs with the present ones.

    `recorded` is None when the list of inputs was kept as evidence that is missing now: then nothing can be said for it.
    """
    if record.event.definition != definition:
        return Freshness(fresh=False, why="its definition changed", redefined=True)
    if recorded is None:
        return Freshness(fresh=False, why="the recorded list of its inputs is missing")
    if recorded == current:
        return Freshness(fresh=True)
    changed = sorted(path for path in recorded.keys() | current.keys() if recorded.get(path) != current.get(path))
    first = changed[0].rpartition("/")[2]
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return Freshness(fresh=False, why=f"{first}{more} changed", changed=tuple(changed))
