"""What holds a completion back although every check has passed: a bar that was lowered, a protected path, a check never red."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.bar.change import HELD, Change, Direction
from tracker.bar.standing import passed_before
from tracker.model.ids import short_id
from tracker.model.outline import cells_of
from tracker.model.status import Outcome

if TYPE_CHECKING:
    from tracker.spec.phases import Phase
    from tracker.state import Fold, PhaseRecord

LOCKED, OPEN = "locked", "open"


class Ground(NamedTuple):
    """What the decision rests on."""

    kind: str
    """Who runs the phase: `person`, `agent`, `ci`, or nothing."""
    agreed: Sequence[str]
    """Lines that a person agreed to, by the criteria as they are."""
    policy: str = ""
    """`criteria:` of tracker.yaml: `locked`, `open`, or nothing."""
    protect: Sequence[str] = ()
    """Paths or globs of which a change waits for a person."""
    changed: Sequence[str] = ()
    """Paths that differ from the commit at which the phase was begun."""
    not_red: Sequence[str] = ()
    """Checks with `red_first` that are not known to have failed before the work."""
    before: Mapping[str, Any] | None = None
    """The criteria with which the work began; None where nobody keeps them."""

    @property
    def protected_before(self) -> Sequence[str]:
        """What was protected when the work began: whoever does it does not let himself off."""
        return tuple(pattern for part in _parts(self.before) for pattern in part.get("protect", ()))


def hold(phase: Phase, changes: Iterable[Change], ground: Ground) -> str:
    """Why the completion waits, and for what; empty when nothing holds it back."""
    return words(phase, held(phase, changes, ground))


def held(phase: Phase, changes: Iterable[Change], ground: Ground) -> tuple[Change, ...]:
    """What the completion waits for; nothing when nobody has to agree to anything."""
    waits = [*protected(ground), *never_red(ground)]
    if is_locked(phase, ground):
        waits += [change for change in changes if change.direction is Direction.LOWERED]
    return tuple(change for change in waits if change.line not in ground.agreed)


def words(phase: Phase, waits: Sequence[Change]) -> str:
    """Why the completion waits, and what to do; empty when nothing is waited for."""
    if not waits:
        return ""
    said = "; ".join(change.line for change in waits)
    return f"{HELD}: {said}. To agree: {command(phase.id)}"


def command(phase: str) -> str:
    """By which a person agrees."""
    return f"tracker approve {short_id(phase)} --criteria --why TEXT"


def is_locked(phase: Phase, ground: Ground) -> bool:
    """Whether what lowers the bar waits for a person: by the plan's word, or because an agent runs the phase.

    By its word now, or by that with which the work began: who opens a lock waits for a person, too.
    """
    otherwise = LOCKED if ground.kind == "agent" else OPEN
    then = next((part["criteria"] for part in _parts(ground.before) if part.get("criteria")), otherwise)
    return LOCKED in (phase.criteria or ground.policy or otherwise, then)


def _parts(criteria: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], ...]:
    """Of recorded criteria, what the phase says and what `tracker.yaml` does."""
    return (criteria["phase"], criteria["settings"]) if criteria else ()


def protected(ground: Ground) -> tuple[Change, ...]:
    """Protected paths that were changed."""
    return tuple(
        Change(path, Direction.LOWERED, "protected, and changed by the work")
        for path in ground.changed
        if any(covers(pattern, path) for pattern in (*ground.protect, *ground.protected_before))
    )


def covers(pattern: str, path: str) -> bool:
    """Whether a protected path or glob means this path; a folder means all below it."""
    pattern = pattern.rstrip("/")
    return path == pattern or path.startswith(pattern + "/") or fnmatchcase(path, pattern) or _deep(pattern, path)


def _deep(pattern: str, path: str) -> bool:
    """`**/` may stand for no folder, too."""
    return "**/" in pattern and fnmatchcase(path, pattern.replace("**/", ""))


def never_red(ground: Ground) -> tuple[Change, ...]:
    """Checks that had to fail first and are not known to have done so."""
    return tuple(
        Change(f"check {name}", Direction.LOWERED, "red_first, and not known to have failed before the work")
        for name in ground.not_red
    )


def red_checks(phase: Phase, record: PhaseRecord, state: Fold) -> tuple[str, ...]:
    """Checks that have to be red first, and are not known to have been: `tracker start PHASE --check` looks before the work."""
    wanted = {check.id for check in phase.checks if phase.red_first or check.red_first}
    if not wanted:
        return ()
    begun = record.begun.event if record.begun else None
    failed = set(begun.failed) if begun else set()
    for key, verdicts in record.past.items():
        if any(verdict.outcome in (Outcome.FAILED, Outcome.ERROR) for verdict in verdicts.values()):
            failed.add(key.name)
    green = set(passed_before(record, state))
    names = [cell.key.name for cell in cells_of(phase.id, phase.checks) if cell.check.id in wanted]
    return tuple(name for name in names if name not in failed or name in green)
