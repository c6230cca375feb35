"""What benchmarks measured, beside what was only claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.commands.resolve import resolve_phase
from tracker.errors import UsageError
from tracker.views.benchmark import benchmark_view
from tracker.views.lookup import Lookup
from tracker.views.measured import measured
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from tracker.views.faces.bench import BenchmarkFace


def bench(project: Project, words: str) -> BenchmarkFace:
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
    return benchmark_view(phase, found, lookup.settings.benchmarks, next_step(lookup.situation))
