"""tracker explain"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, PhaseWord, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("explain", epilog="Example: tracker explain 4.1")
    def verb(phase: PhaseWord, as_json: AsJson = False) -> None:
        """Say why a phase is what it is, and what a run would do."""
        from tracker.commands.explain import explain
        from tracker.formats.explain_text import explain_lines

        output = Output(as_json=as_json)
        view = explain(here(), phase)
        output.json(view)
        output.lines(explain_lines(view, output.paint))
