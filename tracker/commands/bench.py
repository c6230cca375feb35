"""What benchmarks measured, beside what was only claimed."""

from __future__ import annotations

from typing import Any

from tracker.bootstrap import Project
from tracker.commands.resolve import resolve_phase
from tracker.documents.sections.benchmarks import change_words
from tracker.errors import UsageError
from tracker.evidence.statistics import FORMULA
from tracker.model.ids import short_id
from tracker.spec.settings import Benchmarks
from tracker.views.lookup import Lookup
from tracker.views.measured import Figure, Measured, measured
from tracker.views.next_step import next_step


def bench(project: Project, words: str) -> dict[str, Any]:
    """The newest results of a phase's benchmark checks. Runs nothing.

    Raises:
        UsageError: there is no such phase, or it has no benchmark.
    """
    phase = resolve_phase(project.graph, words)
    lookup = Lookup(project.situation())
    leaves = [lookup.graph.phases[leaf] for leaf in lookup.graph.leaves(phase)]
    found = [m for leaf in leaves for cell in lookup.cells_of(leaf) if (m := measured(cell)) is not None]
    if not found:
        having = dict.fromkeys(cell.phase.id for cell in lookup.cells if measured(cell) is not None)
        hints = [f"These have one: {', '.join(having)}"] if having else ["Add a check of kind benchmark: docs/plan.md"]
        raise UsageError(f"{phase} has no benchmark", hints=hints)
    table = lookup.settings.benchmarks
    return {
        "format_version": 1,
        "kind": "benchmark",
        "phase": phase,
        "formula": FORMULA,
        "checks": [_check(item) for item in found],
        "claimed": _claimed(table) if table else None,
        "next": "" if all(item.operations for item in found) else f"tracker run {short_id(phase)}",
        "next_step": next_step(lookup.situation).as_dict(),
    }


def _check(item: Measured) -> dict[str, Any]:
    record = item.cell.record
    return {
        "check": f"{item.cell.phase.id}/{item.cell.key.name}",
        "title": item.cell.title,
        "run": record.run if record else None,
        "at": record.at if record else None,
        "commit": record.event.commit if record else None,
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


def _figure(figure: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {"seconds": figure.seconds, "spread": figure.spread}
    if figure.ratio:
        r = figure.ratio
        found.update(ratio=r.ratio, low=r.low, high=r.high, words=r.words)
    return found


def _claimed(table: Benchmarks) -> dict[str, Any]:
    rows = []
    for row in table.rows:
        base = row.seconds.get(table.baseline)
        compared = {v: change_words(s, base) for v, s in row.seconds.items() if base and v != table.baseline}
        rows.append({"operation": row.operation, "seconds": dict(row.seconds), "words": compared})
    return {"source": table.source, "baseline": table.baseline, "rows": rows}
