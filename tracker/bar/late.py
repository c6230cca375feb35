"""What a phase promises now and did not promise yet when it was proved: a result proves no promise that is newer than itself.

"When it was proved" is what the recorded criteria of its results and of its completion say, never a clock. Results of older
journals name no criteria: what they prove is history. Light: where the criteria are those that were recorded, nothing is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tracker.model.ids import CheckKey
from tracker.model.outline import PhaseLike, cells
from tracker.state import Fold, PhaseRecord

Criteria = Mapping[str, Any]

DELIVERABLE, CRITERION, FILE = "deliverable", "criterion", "file"
"""What kinds of promises there are."""
WHOLE = 2
"""The first format of criteria that has what other phases and the plan promise."""
LISTS = {"deliverables": DELIVERABLE, "success": CRITERION}
"""Where a phase has them."""


class Promise(NamedTuple):
    """Something that a plan promises."""

    of: str
    """The phase whose promise it is; empty for the whole plan's."""
    kind: str
    text: str


class Late(NamedTuple):
    """A promise that is newer than what is to prove it."""

    promise: Promise
    checks: tuple[str, ...] = ()
    """The checks whose results are older; empty where the phase as a whole proves it."""


def late(
    phases: Iterable[PhaseLike],
    state: Fold,
    now: Mapping[str, str],
    *,
    criteria: Callable[[str], Criteria],
    evidence: Callable[[str], object],
) -> dict[str, tuple[Late, ...]]:
    """Phase → the promises that are newer than what proves them in it.

    `now`: phase → sha256 of its criteria as they are; `criteria` has them whole, and is asked only where they differ.
    """
    found: dict[str, tuple[Late, ...]] = {}
    for phase in phases:
        record = state.phases.get(phase.id)
        if record is not None and record.checks:
            here = now.get(phase.id, "")
            if _digests(record) - {"", here}:
                found[phase.id] = tuple(_Known(phase, record, state, evidence).late(criteria(phase.id), here))
    return {name: promises for name, promises in found.items() if promises}


def promises(name: str, criteria: Criteria) -> Iterator[tuple[Promise, tuple[str, ...]]]:
    """Each promise that rests on a phase, with the checks that are to prove it; without any, the whole phase does."""
    phase = criteria.get("phase", {})
    for key, kind in LISTS.items():
        for item in phase.get(key, ()):
            checks = tuple(item.get("done_when", ()))
            if checks or not item.get("phases"):
                yield Promise(name, kind, item["text"]), checks
    for item in phase.get("files", ()):
        if item.get("change", "changed") != "changed":
            yield Promise(name, FILE, f"{item['path']} ({item['change']})"), ()
    for of, kind, text in criteria.get("promises", ()):
        yield Promise(of, kind, text), ()


def _digests(record: PhaseRecord) -> set[str]:
    """sha256 of all criteria that anything of a phase was proved by."""
    found = {known.event.criteria for known in record.checks.values()}
    found.update(digest for _, _, digest in record.criteria)
    for seal in record.seals:
        found.add(seal.criteria)
        found.update(known.event.criteria for known in seal.checks.values())
    return found


class _Known:
    """What is recorded of the present attempt at one phase."""

    def __init__(self, phase: PhaseLike, record: PhaseRecord, state: Fold, evidence: Callable[[str], object]) -> None:
        self._phase, self._evidence = phase, evidence
        self._read: dict[str, _Then] = {}
        seals = [seal for seal in record.seals if seal.attempt == record.attempt]
        self._whole = [seal.criteria for seal in seals]
        if record.rechecked is not None:
            self._whole.append(_criteria_at(record, state, record.rechecked.run))
        self._checks = {cell.key: self._results(cell.key, record) for cell in cells(phase)}
        for seal in seals:
            for key, known in seal.checks.items():
                self._checks.setdefault(key, []).append(known.event.criteria)

    @staticmethod
    def _results(key: CheckKey, record: PhaseRecord) -> list[str]:
        known = record.checks.get(key)
        return [known.event.criteria] if known is not None else []

    def late(self, criteria: Criteria, now: str) -> Iterator[Late]:
        """The promises of present criteria that nothing of it proves."""
        for promise, checks in promises(self._phase.id, criteria):
            if not checks:
                if self._whole and not any(self._had(digest, now, promise, "") for digest in self._whole):
                    yield Late(promise)
                continue
            wanted = {cell.key for cell in cells(self._phase) if cell.check.id in checks}
            older = [key.check for key in wanted if not self._proves(key, now, promise)]
            if older:
                yield Late(promise, tuple(dict.fromkeys(sorted(older))))

    def _proves(self, key: CheckKey, now: str, promise: Promise) -> bool:
        found = self._checks.get(key, [])
        return not found or any(self._had(digest, now, promise, key.check) for digest in found)

    def _had(self, digest: str, now: str, promise: Promise, check: str) -> bool:
        """Whether some criteria had a promise, and the check among those that prove it."""
        if digest in ("", now):
            return True
        if digest not in self._read:
            self._read[digest] = _then(self._phase.id, self._evidence(digest))
        known = self._read[digest]
        return (promise, check) in known.promises or (known.own_only and promise.of != self._phase.id)


class _Then(NamedTuple):
    """What some criteria promised."""

    promises: frozenset[tuple[Promise, str]] = frozenset()
    """Each promise with each check that was to prove it; empty text for the whole phase."""
    own_only: bool = False
    """They are of an older version, which did not record what else rests on a phase: that is history."""


def _then(phase: str, criteria: object) -> _Then:
    """What recorded criteria promised: nothing where they are not there any more."""
    if not isinstance(criteria, Mapping) or criteria.get("kind") != "criteria":
        return _Then()
    found = frozenset((promise, check) for promise, checks in promises(phase, criteria) for check in checks or ("",))
    return _Then(found, criteria.get("format", 1) < WHOLE)


def _criteria_at(record: PhaseRecord, state: Fold, run: str) -> str:
    """sha256 of the criteria by which a phase was judged in a run."""
    known = [digest for _, by, digest in record.criteria if state.reaches(by, run)]
    return known[-1] if known else ""
