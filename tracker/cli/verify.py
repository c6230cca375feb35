"""tracker verify"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, Quiet, here
from tracker.cli.output import Output
from tracker.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("verify", epilog="Example: tracker verify --journal")
    def verb(
        journal: Annotated[bool, typer.Option("--journal", help="Verify the journal; it is what there is to verify.")] = True,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Check the journal against itself, its evidence and the commits that it names. Exit code 1 when they disagree."""
        from tracker.commands.verify import verify
        from tracker.formats.verify_text import verify_lines

        del journal
        output = Output(as_json=as_json, quiet=quiet)
        view = verify(here())
        output.json(view)
        output.lines(verify_lines(view))
        if view["problems"]:
            raise typer.Exit(int(ExitCode.FAILED))
