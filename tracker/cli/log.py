"""tracker log"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("log", epilog="Example: tracker log --limit 5")
    def verb(
        as_json: AsJson = False,
        limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Only the newest N runs.")] = None,
    ) -> None:
        """List the runs, the newest first."""
        from tracker.commands.log import log
        from tracker.formats.log_text import log_lines

        output = Output(as_json=as_json)
        view = log(here(), limit=limit)
        output.json(view)
        output.lines(log_lines(view, output.paint))
