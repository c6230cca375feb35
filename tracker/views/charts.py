"""Results and trends as small charts: what is drawn, whatever draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.spec.phases import Phase
from tracker.state.trend import Series
from tracker.views.lookup import Lookup, phase_name
from tracker.views.trend import ordered

_MOST = 6
"""Charts of one document."""
_POINTS = 12
"""Values of one chart; of a longer trend the newest are drawn."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A few figures of the same kind."""

    title: str
    """What they are, in words."""
    kind: Literal["bar", "line"]
    """Figures side by side, or one after another."""
    labels: tuple[str, ...]
    """What each figure is of; no two are alike."""
    values: tuple[int, ...]
    """The figures."""
    top: int
    """The end of the axis; it begins at 0."""


def charts(lookup: Lookup) -> tuple[Chart, ...]:
    """The newest results by variant, then what became of each check's passed tests."""
    moved = [series for series in ordered(lookup.trend) if series.figure == "passed" and series.moved]
    return (*_newest(lookup), *(chart for series in moved if (chart := _trend(series))))[:_MOST]


def _newest(lookup: Lookup) -> Iterator[Chart]:
    for leaf in reversed(lookup.order):
        found = _passed(lookup, lookup.graph.phases[leaf])
        if found:
            wholes = {total for _, _, total in found}
            of = f" of {next(iter(wholes))}" if len(wholes) == 1 else ""
            labels, values = tuple(name for name, _, _ in found), tuple(passed for _, passed, _ in found)
            yield Chart(f"{phase_name(leaf)}: tests passed{of}", "bar", labels, values, max(*wholes, 1))
            return


def _passed(lookup: Lookup, phase: Phase) -> list[tuple[str, int, int]]:
    """Check, passed tests and all tests of each result that has any."""
    found = []
    for cell in lookup.cells_of(phase):
        report = lookup.report(cell.record.event) if cell.record else None
        if report is not None:
            totals = report.totals()
            found.append((cell.key.name, totals["passed"], totals["total"]))
    return found


def _trend(series: Series) -> Chart | None:
    points = [(point.phase, point.value) for point in series.told if isinstance(point.value, int)][-_POINTS:]
    if len(points) < 2:  # noqa: PLR2004 - one value is no trend
        return None
    names = [phase_name(phase) for phase, _ in points]
    labels = tuple(name if names.count(name) == 1 else f"{name}, {n}" for n, name in enumerate(names, 1))
    values = tuple(value for _, value in points)
    return Chart(f"{series.check}: tests passed, by phase", "line", labels, values, max(*values, 1))
