"""tracker new-section"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("new-section", epilog="Example: tracker new-section release-notes")
    def verb(
        name: Annotated[str, typer.Argument(metavar="SECTION", help="A section that there is, or a new name.")],
        as_json: AsJson = False,
    ) -> None:
        """Start a template for a packaged section, or a new kind of section, with its variables documented."""
        from tracker.commands.scaffold import new_section

        output = Output(as_json=as_json)
        view = new_section(here(), name)
        output.json(view)
        remark = f"replaces the packaged {name}" if view["replaces"] else "a section of your own"
        output.lines([f"{view['path']} written: {remark}", "", f"To use it: {view['next']}"])
