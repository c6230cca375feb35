"""tracker summary"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output
from tracker.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("summary", epilog="Example: tracker summary --github")
    def verb(
        github: Annotated[
            bool, typer.Option("--github", help="In a GitHub step: fill its summary, and print annotations.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Print one page for a pull request; with --json every view that documents are made from."""
        from tracker.commands.summary import summary

        output = Output(as_json=as_json)
        view = summary(here())
        output.json(view)
        if github:
            _append(view["markdown"])
            output.lines(view["commands"])
        elif not as_json:
            output.raw(view["markdown"])


def _append(text: str) -> None:
    """To the step's summary; several steps of a job may write to one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path:
        raise UsageError(
            "GITHUB_STEP_SUMMARY is not set, so there is no step to summarise", hints=["Print it: tracker summary"]
        )
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{text}\n")
