"""Whether a recorded result still speaks of what is there now: same definition, same inputs."""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.state.records import TELLING, CheckRecord, Verdict


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
    lost: bool = False
    """Whether what the result rests on is missing, so that nothing can be said by it."""
    unsure: str = ""
    """What cannot be compared on this machine: a program that is another one or not there, a variable that is not set."""


def judge_freshness(
    record: CheckRecord,
    *,
    definition: str,
    recorded: Mapping[str, str] | None,
    current: Mapping[str, str],
    kinds: Mapping[str, str] = {},
    programs: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> Freshness:
    """Compare a result's definition and inputs with the present ones.

    `recorded` is None when the list of inputs was kept as evidence that is missing now: then nothing can be said for it.
    `kinds` has the inputs that nobody declared: a result from before these were recorded does without them, and one that
    left out a file which its command only names does without that. `programs` and `variables` as they are now; None: they
    are not compared.
    """
    if record.event.definition != definition:
        return Freshness(fresh=False, why="its definition changed", redefined=True)
    if recorded is None:
        return Freshness(fresh=False, why="the recorded list of its inputs is missing")
    old = not record.event.programs
    spared = {path for path, kind in kinds.items() if path not in recorded and (old or kind == "named")}
    current = {path: digest for path, digest in current.items() if path not in spared} if spared else current
    changed = sorted(path for path in recorded.keys() | current.keys() if recorded.get(path) != current.get(path))
    if changed:
        first = changed[0].rpartition("/")[2]
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return Freshness(fresh=False, why=f"{first}{more} changed", changed=tuple(changed))
    if old or programs is None or variables is None:
        return Freshness(fresh=True)
    then = record.event.variables
    differing = sorted(name for name in then.keys() | variables.keys() if then.get(name) != variables.get(name))
    for name in differing:
        if name in variables or name in TELLING:
            said = (
                "is set, and was not" if name not in then else "is not set, and was" if name not in variables else "has changed"
            )
            return Freshness(fresh=False, why=f"the variable {name} {said}", changed=(f"env:{name}",))
    missing = [f"the variable {name} is not set here" for name in differing]
    missing += [
        f"{word} is {'not found here' if not programs.get(word) else 'another program'}; it was {_short(place)}"
        for word, place in record.event.programs.items()
        if _content(programs.get(word, "")) != _content(place)
    ]
    return Freshness(fresh=True, unsure="; ".join(missing))


def _content(place: str) -> str:
    """What a program is, wherever it lies: another folder or machine may have the same."""
    return place.rpartition(" ")[2]


def _short(place: str) -> str:
    path, _, digest = place.rpartition(" ")
    return f"{path} ({digest[:19]}…)"
