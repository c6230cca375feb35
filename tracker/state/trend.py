"""What became of each figure, over seals, re-checks and replays: one answer for every face.

A series goes over phases: a check of the same name, in the same variant, is the same question asked again later, as in
`no_regressions_since`. Where a name changed or a variant was dropped, its series ends, and stays.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tracker.model.ids import natural_key
from tracker.model.status import Outcome
from tracker.state.records import Fold, Measured, PhaseRecord


class Rests(StrEnum):
    """What a figure rests on."""

    SEAL = "seal"
    """A result that a completion rests on."""
    RECHECK = "re-check"
    """A result after the completion of its attempt: it changes no history."""
    ATTEMPT = "attempt"
    """A result that completed nothing, or nothing yet."""
    WITNESS = "witness"
    """A replay of a completion in a clean checkout."""


class Point(NamedTuple):
    """A figure, as it was found."""

    value: int | float
    at: str
    """When, in UTC; the newest time, where it was found again right after."""
    run: str
    commit: str
    """The commit that has what was looked at: of the completion, or HEAD then."""
    phase: str
    attempt: int
    """The attempt at the phase, from 1."""
    basis: Rests
    outcome: str
    """Of the check, as recorded."""
    flaky: bool
    """Whether the check had failed before for the same content."""
    contradicted: bool
    """Whether somebody found something else for the same content: another branch, or a replay."""
    changes: int
    """Files that differed from that commit; 0 for a seal."""
    since: str
    """When it was found first."""
    times: int
    """How often it was found in a row."""


class Series(NamedTuple):
    """What became of one figure."""

    check: str
    """The check, with its variant: `suite[postgresql]`."""
    figure: str
    """`passed`, `failed` or whatever the check calls it."""
    points: tuple[Point, ...]
    """Oldest first."""

    @property
    def told(self) -> tuple[Point, ...]:
        """Without attempts that the same phase has since left behind, and without a value that only repeats the one before."""
        later: set[str] = set()
        kept: list[Point] = []
        for point in reversed(self.points):
            if point.basis is not Rests.ATTEMPT or point.phase not in later:
                kept.append(point)
            if point.basis is not Rests.WITNESS:
                later.add(point.phase)
        kept.reverse()
        return tuple(p for n, p in enumerate(kept) if n == 0 or _shown(p) != _shown(kept[n - 1]))

    @property
    def moved(self) -> bool:
        """Whether there is more to tell than one value."""
        return len(self.told) > 1

    @property
    def words(self) -> str:
        """`563 → 648 → 652`; of a long series the first value and the newest ones."""
        shown = [_shown(point) for point in self.told]
        if len(shown) > _LONG:
            shown = [shown[0], "…", *shown[-_LAST:]]
        return " → ".join(shown)

    def to_run(self, run: str) -> Series:
        """As a run left it; empty where the run did not measure it."""
        places = [n for n, p in enumerate(self.points) if p.run == run]
        return self._replace(points=self.points[: (places or [-1])[-1] + 1])

    def until(self, phase: str) -> Series:
        """As it was when a phase was sealed; where it has no seal, up to its newest result."""
        places = [n for n, p in enumerate(self.points) if p.phase == phase]
        sealed = [n for n in places if self.points[n].basis is Rests.SEAL]
        return self._replace(points=self.points[: (sealed or places or [-1])[-1] + 1])


_LONG = 6
_LAST = 4


def _shown(point: Point) -> str:
    value = f"{point.value:.4g}" if isinstance(point.value, float) else str(point.value)
    marks = [word for word, is_so in (("flaky", point.flaky), ("contradicted", point.contradicted)) if is_so]
    return f"{value} ({', '.join(marks)})" if marks else value


def trend(state: Fold) -> tuple[Series, ...]:
    """Every figure that was ever measured, in the natural order of their checks."""
    found: dict[tuple[str, str], list[Point]] = {}
    for known in state.measured:
        record = state.phase(known.key.phase)
        for figure, value in known.figures.items():
            found.setdefault((known.key.name, figure), []).append(_point(value, known, record))
    series = (Series(check, figure, tuple(points)) for (check, figure), points in found.items())
    return tuple(sorted(series, key=lambda each: natural_key(each.check)))


def _point(value: float, known: Measured, record: PhaseRecord) -> Point:
    basis, commit, changes = _basis(known, record)
    return Point(
        value,
        known.at,
        known.run,
        commit,
        known.key.phase,
        known.attempt,
        basis,
        known.outcome,
        known.flaky,
        _contradicted(known, record, commit),
        changes,
        known.since,
        known.times,
    )


def _basis(known: Measured, record: PhaseRecord) -> tuple[Rests, str, int]:
    """What figures rest on, and the commit that has what was looked at, with the files that differed from it."""
    if known.witness:
        return Rests.WITNESS, known.commit, 0
    for seal in record.seals:
        result = seal.checks.get(known.key)
        if result is not None and (result.at, result.run) == (known.at, known.run):
            return Rests.SEAL, seal.completed.commit, 0
    before = record.seals[: known.seals]
    sealed = any(seal.attempt == known.attempt for seal in before)
    return (Rests.RECHECK if sealed else Rests.ATTEMPT), known.commit, known.changes


def _contradicted(known: Measured, record: PhaseRecord, commit: str) -> bool:
    rival, newest = record.contradiction(known.key), record.checks.get(known.key)
    sides = {(side.at, side.run) for side in (rival, newest) if side is not None} if rival else set()
    if (known.at, known.run) in sides:
        return True
    passed = known.outcome == Outcome.PASSED
    replays = (seen.event for seen in record.witnesses if seen.event.commit == commit)
    found = [event.results[known.key.name].startswith("passed") for event in replays if known.key.name in event.results]
    if known.witness:
        return not passed
    return bool(found) and found[-1] is not passed
