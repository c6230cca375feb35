"""tracker new-section"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("new-section", epilog="Example: tracker new-section risk")
    def verb(
        name: Annotated[str, typer.Argument(metavar="SECTION", help="The section to have an own template for.")],
        as_json: AsJson = False,
    ) -> None:
        """Start a section template of the project's own from the packaged one, with its variables documented."""
        from tracker.commands.scaffold import new_section

        output = Output(as_json=as_json)
        view = new_section(here(), name)
        output.json(view)
        output.lines([f"{view['path']} written", "", f"Next: {view['next']}"])
