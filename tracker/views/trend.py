"""What became of figures, as every face shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tracker.model.outline import cells
from tracker.state.trend import Series, trend

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.model.outline import PhaseLike
    from tracker.situation import Situation
    from tracker.state import Fold
    from tracker.views.faces.shared import SeriesFace, TrendFace

_FIRST = ("passed", "failed", "errors", "skipped", "total")


def moved_view(known: Facts | Situation) -> list[TrendFace]:
    """What moved: every counted figure that has more than one value. Timings differ each time, and are left to `explain`."""
    return _view(known, lambda series: series.moved and _is_counted(series))


def trend_view(known: Facts | Situation, phase_id: str) -> list[TrendFace]:
    """Every figure of a phase's checks, those of its sub-phases included, and of checks that it had once."""
    leaves = set(known.graph.leaves(phase_id))
    own = _names(known, leaves) | {found.key.name for found in known.state.measured if found.key.phase in leaves}
    return _view(known, lambda series: series.check in own)


def run_view(state: Fold, run: str) -> list[SeriesFace]:
    """The counted figures that a run measured, and what they were before."""
    ended = (each.to_run(run) for each in trend(state))
    return [_series(each) for each in ended if each.moved and _is_counted(each)]


def told_for(series: Iterable[Series], check: str, phase_id: str) -> Iterator[tuple[str, str]]:
    """(figure, `563 → 648`) of each counted figure of a check that had moved by the time the phase was sealed."""
    for each in ordered(series):
        if each.check == check and _is_counted(each) and (then := each.until(phase_id)).moved:
            yield each.figure, then.words


def ordered(series: Iterable[Series]) -> list[Series]:
    """Counts of tests first, in their usual order; then as they come."""
    return sorted(series, key=lambda each: _FIRST.index(each.figure) if each.figure in _FIRST else len(_FIRST))


def _is_counted(series: Series) -> bool:
    return all(isinstance(point.value, int) for point in series.points)


def _view(known: Facts | Situation, wanted: Callable[[Series], bool]) -> list[TrendFace]:
    found = [series for series in trend(known.state) if wanted(series)]
    planned = _names(known, known.graph.all_leaves()) if found else set()
    return [{**_series(series), "planned": series.check in planned} for series in found]


def _names(known: Facts | Situation, leaves: Iterable[str]) -> set[str]:
    phases: Any = known.graph.phases
    of: list[PhaseLike] = [phases[leaf] for leaf in leaves]
    return {key.name for phase in of for _, _, key in cells(phase)}


def _series(series: Series) -> SeriesFace:
    return {
        "check": series.check,
        "figure": series.figure,
        "words": series.words,
        "points": [
            {
                "value": point.value,
                "at": point.at,
                "run": point.run,
                "commit": point.commit,
                "changes": point.changes,
                "phase": point.phase,
                "attempt": point.attempt,
                "basis": point.basis.value,
                "outcome": point.outcome,
                "flaky": point.flaky,
                "contradicted": point.contradicted,
                "since": point.since,
                "times": point.times,
            }
            for point in series.points
        ],
    }
