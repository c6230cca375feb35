"""tracker next"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("next", epilog="Example: tracker next --json")
    def verb(as_json: AsJson = False) -> None:
        """Say what to do now: the phase, why, its prompt, and one line to hand over."""
        from tracker.commands.next import what_next
        from tracker.formats.next_text import next_lines

        output = Output(as_json=as_json)
        view = what_next(here())
        output.json(view)
        output.lines(next_lines(view, output.paint))
