"""tracker approve"""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from tracker.cli.options import AsJson, PhaseWord, here
from tracker.cli.output import Output
from tracker.formats.ansi import printable
from tracker.formats.next_line import next_line


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("approve", epilog="Example: tracker approve 7 --note 'agreed in the review'")
    def verb(
        phase: PhaseWord,
        check: Annotated[str | None, typer.Option("--check", help="Which approval, when there are several.")] = None,
        by: Annotated[str | None, typer.Option("--by", help="Who approves; the user's name by default.")] = None,
        note: Annotated[str, typer.Option("--note", help="Why, or on what grounds.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Record somebody's word for what only a person can say."""
        from tracker.commands.approve import approve

        output = Output(as_json=as_json)
        view = approve(here(), phase, check=check, by=by or getpass.getuser(), note=note)
        output.json(view)
        output.lines(
            [
                f"{view['phase']} {view['check']}: approved by {printable(view['by'])} at {view['commit'][:7]}",
                "",
                next_line(view["next_step"], output.paint),
            ]
        )
