"""tracker prompts"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("prompts", epilog="Example: tracker prompts")
    def verb(as_json: AsJson = False) -> None:
        """List all prompts of the plan: pending, ready, used, done, archived."""
        from tracker.commands.prompt import prompts
        from tracker.formats.prompt_text import prompts_lines

        output = Output(as_json=as_json)
        view = prompts(here())
        output.json(view)
        output.lines(prompts_lines(view, output.paint))
