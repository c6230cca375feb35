"""tracker compare"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, current_folder
from tracker.cli.output import Output
from tracker.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("compare", epilog="Example: tracker compare 'phase-3/suite[sqlite]' 'phase-3/suite[postgresql]'")
    def verb(
        base: Annotated[
            str, typer.Argument(metavar="BASE", help="A report file, a run, a phase, phase-3[sqlite], phase-3/suite[sqlite].")
        ],
        new: Annotated[str, typer.Argument(metavar="NEW", help="The same; what is looked at.")],
        as_json: AsJson = False,
        exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when something got worse.")] = False,
    ) -> None:
        """Say what became of each test between two results."""
        from tracker.commands.compare import compare, got_worse
        from tracker.formats.evidence_text import comparison_lines

        output = Output(as_json=as_json)
        view = compare(current_folder(), base, new)
        output.json(view)
        output.lines(comparison_lines(view, output.paint))
        if exit_code and got_worse(view):
            raise typer.Exit(int(ExitCode.FAILED))
