"""tracker triage"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, current_folder
from tracker.cli.output import Output
from tracker.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("triage", epilog="Example: tracker triage junit.xml")
    def verb(
        files: Annotated[
            list[str], typer.Argument(metavar="FILE...", help="Report files; also phases, runs, phase-3/suite[sqlite].")
        ],
        as_json: AsJson = False,
    ) -> None:
        """Group the failing tests of reports (JUnit XML, CTRF) by cause."""
        from tracker.commands.triage import triage, unreadable
        from tracker.formats.evidence_text import triage_lines

        output = Output(as_json=as_json)
        view = triage(current_folder(), files)
        output.json(view)
        output.lines(triage_lines(view, output.paint))
        problems = unreadable(view)
        for problem in problems:
            output.talk(f"error: {problem}")
        if problems:
            raise typer.Exit(int(ExitCode.FAILED))
