"""tracker schema"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from tracker.cli.options import AsJson
from tracker.cli.output import Output


class What(StrEnum):
    """What there is a schema of."""

    SETTINGS = "settings"
    PHASE = "phase"
    VIEWS = "views"
    PROMPT = "prompt"


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("schema", epilog="Example: tracker schema phase > schema/phase.schema.json")
    def verb(
        what: Annotated[
            What,
            typer.Argument(
                help="tracker.yaml (settings), a phase file (phase), or the views in tracker summary --json (views) and"
                " tracker prompt --json (prompt)."
            ),
        ] = What.PHASE,
        states: Annotated[bool, typer.Option("--states", help="Print the table of statuses instead.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Print the JSON Schema of the plan's files, or the table of statuses."""
        from tracker.commands.schema import schema
        from tracker.commands.schema import states as table

        output = Output(as_json=as_json)
        if not states:
            found = schema(what.value)
            output.json({"format_version": 1, "kind": "schema", "of": what.value, "schema": found})
            output.lines([json.dumps(found, indent=2)])
            return
        view = table()
        output.json(view)
        output.lines([f"{row['from']:<18} {row['through']:<40} {row['to']}" for row in view["transitions"]])
