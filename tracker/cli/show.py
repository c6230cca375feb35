"""tracker show"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("show", epilog="Example: tracker show last")
    def verb(
        run: Annotated[str, typer.Argument(metavar="RUN", help="A run's id, its beginning or end, or `last`.")],
        as_json: AsJson = False,
    ) -> None:
        """Show everything that one run recorded."""
        from tracker.commands.log import show
        from tracker.formats.log_text import show_lines

        output = Output(as_json=as_json)
        view = show(here(), run)
        output.json(view)
        output.lines(show_lines(view, output.paint))
