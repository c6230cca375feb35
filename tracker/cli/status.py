"""tracker status"""

from __future__ import annotations

import time
from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def show_status(*, as_json: bool, every: bool) -> None:
    """Look, and print."""
    from tracker.cli.fast import width
    from tracker.commands.status import status
    from tracker.formats.status_text import status_lines

    output = Output(as_json=as_json)
    view = status(here())
    output.json(view)
    output.lines(status_lines(view, paint=output.paint, now=time.time(), every=every, width=width()))


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("status", epilog="Example: tracker status --all")
    def verb(
        as_json: AsJson = False,
        every: Annotated[bool, typer.Option("--all", "-a", help="Show every phase and check.")] = False,
    ) -> None:
        """Show where every phase stands, and what to do next."""
        show_status(as_json=as_json, every=every)
