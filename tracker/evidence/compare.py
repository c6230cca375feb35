"""Two sets of test results, compared test by test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

_BROKEN = (Outcome.FAILED, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Test ids by what became of them, each sorted. Every test of either side is in exactly one group."""

    fixed: tuple[str, ...] = ()
    regressed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Still failing, for another reason."""
    same: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    now_skipped: tuple[str, ...] = ()
    no_longer_skipped: tuple[str, ...] = ()

    def worse(self) -> tuple[str, ...]:
        """What must not happen unseen: regressed, gone, and passes that became skips."""
        return tuple(sorted((*self.regressed, *self.gone, *self.now_skipped)))


def compare(base: TestReport, new: TestReport) -> Comparison:
    """What became of each test of `base` in `new`."""
    from tracker.evidence.signature import signature  # only what compares needs it: `tracker status` reads every plan without

    before = {case.id: case for case in base.cases}
    after = {case.id: case for case in new.cases}
    groups: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        groups.setdefault(_group(before.get(name), after.get(name), signature), []).append(name)
    return Comparison(**{group: tuple(names) for group, names in groups.items()})


def _group(before: TestCase | None, after: TestCase | None, signature: Callable[[TestCase], str]) -> str:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    if after.outcome is Outcome.SKIPPED:
        return "same" if before.outcome is Outcome.SKIPPED else "now_skipped"
    if before.outcome is Outcome.SKIPPED and after.outcome not in _BROKEN:
        return "no_longer_skipped"
    if after.outcome in _BROKEN:
        if before.outcome not in _BROKEN:
            return "regressed"
        alike = before.outcome is after.outcome and signature(before) == signature(after)
        return "same" if alike else "changed"
    return "fixed" if before.outcome in _BROKEN else "same"
