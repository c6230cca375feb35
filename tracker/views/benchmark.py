"""What benchmarks measured, beside what was only claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.evidence.statistics import FORMULA
from tracker.model.ids import short_id
from tracker.spec.known import Benchmarks
from tracker.views.measured import Figure, Measured
from tracker.views.next_step import NextStep
from tracker.views.wording import change_words

if TYPE_CHECKING:
    from tracker.views.faces.bench import (
        BenchmarkFace,
        BenchmarkResultFace,
        ClaimedBenchmarksFace,
        ClaimedOperationFace,
        VariantFigureFace,
    )


def benchmark_view(phase: str, found: Sequence[Measured], table: Benchmarks | None, following: NextStep) -> BenchmarkFace:
    """The newest results of a phase's benchmark checks, and the table that was only reported."""
    return {
        "format_version": 1,
        "kind": "benchmark",
        "phase": phase,
        "formula": FORMULA,
        "checks": [_check(item) for item in found],
        "claimed": _claimed(table) if table else None,
        "next": "" if all(item.operations for item in found) else f"tracker run {short_id(phase)}",
        "next_step": following.as_dict(),
    }


def _check(item: Measured) -> BenchmarkResultFace:
    record = item.cell.record
    return {
        "check": f"{item.cell.phase.id}/{item.cell.key.name}",
        "title": item.cell.title,
        "run": record.run if record else None,
        "at": record.at if record else None,
        "commit": item.cell.commit if record else None,
        "outcome": str(record.outcome) if record else None,
        "summary": record.event.summary if record else "not run yet",
        "details": list(record.event.details) if record else [],
        "baseline": item.check.base,
        "limit": item.check.no_slower_than,
        "repeats": item.check.repeats,
        "operations": [
            {"name": operation.name, "variants": {name: _figure(figure) for name, figure in operation.figures.items()}}
            for operation in item.operations
        ],
    }


def _figure(figure: Figure) -> VariantFigureFace:
    found: VariantFigureFace = {"seconds": figure.seconds, "spread": figure.spread}
    if figure.ratio:
        r = figure.ratio
        found.update({"ratio": r.ratio, "low": r.low, "high": r.high, "words": r.words})
    return found


def _claimed(table: Benchmarks) -> ClaimedBenchmarksFace:
    rows: list[ClaimedOperationFace] = []
    for row in table.rows:
        base = row.seconds.get(table.baseline)
        compared = {v: change_words(s, base) for v, s in row.seconds.items() if base and v != table.baseline}
        rows.append({"operation": row.operation, "seconds": dict(row.seconds), "words": compared})
    return {"source": table.source, "baseline": table.baseline, "rows": rows}
