"""A phase's test results against those of the phase before it, and of one variant against the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields

from tracker.checking.suite_expect import allowances, why
from tracker.evidence.compare import Comparison, compare
from tracker.model.result import TestReport
from tracker.spec.phases import Phase
from tracker.views.lookup import Cell, Lookup, phase_name

_WORDS = {
    "now_skipped": "now skipped",
    "no_longer_skipped": "no longer skipped",
    "same": "the same",
    "changed": "failing for another reason",
}


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the tests of one variant."""

    label: str
    """The variant."""
    before: str
    """The phase that it is compared with."""
    counts: str
    """`90 fixed, 672 the same`."""
    worse: tuple[str, ...]
    """Tests that regressed, are gone or are skipped now, and that the plan does not allow to."""


@dataclass(frozen=True, slots=True)
class OneOnly:
    """Tests that fail in one variant and in no other."""

    label: str
    """The variant."""
    tests: tuple[str, ...]
    """The ids of the tests."""


def since_last(lookup: Lookup, phase: Phase) -> Iterator[Since]:
    """Each check's newest results against those of the nearest phase before this one that has the same check and variant."""
    for cell, report in _reports(lookup, phase):
        earlier = _before(lookup, phase, cell)
        if earlier is None:
            continue
        where, base = earlier
        found = compare(base, report)
        counted = [(f.name, len(getattr(found, f.name))) for f in fields(Comparison)]
        counts = ", ".join(f"{count} {_WORDS.get(name, name)}" for name, count in counted if count)
        allowed = _allowed(cell, found)
        worse = tuple(name for name in found.worse() if name not in allowed)
        said = "".join(f"; the plan allows {n} of these: {reason}" for reason, n in sorted(Counter(allowed.values()).items()))
        yield Since(cell.title, phase_name(where.id), counts + said, worse)


def _allowed(cell: Cell, found: Comparison) -> dict[str, str]:
    """Test → why the check allows it to be skipped, or gone."""
    skips, gone = allowances(cell.check)
    given = [(name, why(name, skips)) for name in found.now_skipped] + [(name, why(name, gone)) for name in found.gone]
    return {name: reason for name, reason in given if reason is not None}


def only_in_one(lookup: Lookup, phase: Phase) -> Iterator[OneOnly]:
    """For each check with results of several variants: what fails in one of them and passes or is missing in the others."""
    broken = {cell.key: (cell, {case.id for case in report.broken()}) for cell, report in _reports(lookup, phase)}
    for key, (cell, own) in broken.items():
        others = [ids for other, (_, ids) in broken.items() if other.check == key.check and other != key]
        tests = own - set().union(*others) if others else set()
        if tests:
            yield OneOnly(cell.variant.label, tuple(sorted(tests)))


def _reports(lookup: Lookup, phase: Phase) -> Iterator[tuple[Cell, TestReport]]:
    for cell in lookup.cells_of(phase):
        report = lookup.report(cell.record.event) if cell.record else None
        if report is not None:
            yield cell, report


def _before(lookup: Lookup, phase: Phase, wanted: Cell) -> tuple[Phase, TestReport] | None:
    order = list(lookup.order)
    for name in reversed(order[: order.index(phase.id)] if phase.id in order else ()):
        earlier = lookup.graph.phases[name]
        for cell, report in _reports(lookup, earlier):
            if cell.key.name == wanted.key.name:
                return earlier, report
    return None
