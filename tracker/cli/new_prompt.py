"""tracker new-prompt"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("new-prompt", epilog="Example: tracker new-prompt code-review --kind fix-issues")
    def verb(
        name: Annotated[str, typer.Argument(metavar="NAME", help="Lower-case words with hyphens.")],
        kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The packaged kind to extend.")] = "generic",
        as_json: AsJson = False,
    ) -> None:
        """Start a prompt template of the project's own, with its variables documented."""
        from tracker.commands.scaffold import new_prompt

        output = Output(as_json=as_json)
        view = new_prompt(here(), name, kind)
        output.json(view)
        output.lines([f"{view['path']} written", "", f"To use it: {view['next']}"])
