"""tracker bench"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, PhaseWord, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("bench", epilog="Example: tracker bench 3")
    def verb(phase: PhaseWord, as_json: AsJson = False) -> None:
        """Show what a phase's benchmarks measured, beside what was claimed. Runs nothing."""
        from tracker.commands.bench import bench
        from tracker.formats.bench_text import bench_lines

        output = Output(as_json=as_json)
        view = bench(here(), phase)
        output.json(view)
        output.lines(bench_lines(view, output.paint))
