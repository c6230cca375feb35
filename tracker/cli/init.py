"""tracker init"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, current_folder
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("init", epilog="Example: tracker init")
    def verb(as_json: AsJson = False) -> None:
        """Start a plan in this folder: tracker.yaml and a first phase. Nothing that exists is touched."""
        from tracker.commands.init import init

        output = Output(as_json=as_json)
        view = init(current_folder())
        output.json(view)
        output.lines([*(f"written {path}" for path in view["written"]), "", "Edit them, then: tracker validate"])
