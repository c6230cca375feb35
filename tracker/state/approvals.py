"""What an approval is worth: whose it may be, and whether what was approved is still what is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from tracker.model.digest import sha256_hex

if TYPE_CHECKING:
    from tracker.journal.events import ApprovalGiven
    from tracker.model.outline import PhaseLike
    from tracker.state.records import PhaseRecord

_NAMED = 3


def criteria_of(phase: PhaseLike, name: str = "") -> str:
    """sha256 over what is agreed to besides the question: the phase's steps and checks as they are defined.

    `name`: the id that the phase had then, where that is another.
    """
    parts = [step.definition() for step in phase.steps]
    parts += [check.definition() for check in (*phase.gate, *phase.preflight, *phase.checks)]
    return sha256_hex("\n".join([name or phase.id, *parts]).encode())


def criteria_then(phase: PhaseLike, given: ApprovalGiven) -> str:
    """The same, under the id that the phase had when an approval was given."""
    former = (criteria_of(phase, name) for name in phase.formerly)
    return next((digest for digest in former if digest == given.criteria), criteria_of(phase))


def lapse(
    given: ApprovalGiven,
    *,
    criteria: str,
    recorded: Mapping[str, str] | None,
    current: Mapping[str, str],
    own: Collection[str] = (),
) -> str:
    """What has changed since an approval was given, so that it counts no more; empty when nothing has.

    `recorded` are the inputs that were approved, None when the list of them is missing; what is in `own` may change.
    """
    if not given.criteria:
        return "it does not say what was approved, as older versions of tracker did not"
    if recorded is None:
        return "the recorded list of what was approved is missing"
    paths = sorted(path for path in recorded.keys() | current.keys() if recorded.get(path) != current.get(path))
    changed = [path for path in paths if path not in own]
    if changed:
        more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        return f"{', '.join(changed[:_NAMED])}{more} changed since"
    return "" if given.criteria == criteria else "the phase's steps or checks changed since"


def made_since(record: PhaseRecord, prefix: str) -> frozenset[str]:
    """What the phase's own steps changed: an approval that is given before them is not for what they leave.

    `prefix`: the workspace's place in the repository.
    """
    changed = (path for known in record.steps.values() for path in known.event.changed)
    return frozenset(path.removeprefix(prefix) for path in changed if path.startswith(prefix))
