"""tracker validate"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, Quiet, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("validate", epilog="Example: tracker validate")
    def verb(as_json: AsJson = False, quiet: Quiet = False) -> None:
        """Check the plan: every problem at once, each with its place. Exit code 3 when there is any."""
        from tracker.commands.validate import validate
        from tracker.formats.status_text import validation_lines

        output = Output(as_json=as_json, quiet=quiet)
        view = validate(here())
        output.json(view)
        output.lines(validation_lines(view))
