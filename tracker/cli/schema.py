"""tracker schema"""

from __future__ import annotations

from tracker.cli.declare import Choice, Switch, Verb
from tracker.cli.options import JSON
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.views.faces.schema import SchemaFace

WHAT = Choice(
    "what",
    {
        "settings": "tracker.yaml",
        "phase": "a phase file",
        "views": "views in tracker summary --json",
        "prompt": "view in tracker prompt --json",
        "faces": "what commands print with --json",
    },
    about="tracker.yaml (settings), a phase file (phase), the views in tracker summary --json (views) and"
    " tracker prompt --json (prompt), or all that commands print with --json (faces).",
    default="phase",
)
STATES = Switch("--states", about="Print the table of statuses instead.")

VERB = Verb(
    short="The JSON Schema of the plan's files; all statuses.",
    about="Print the JSON Schema of the plan's files or of what commands print, or the table of statuses.",
    example="Example: tracker schema phase > schema/phase.schema.json",
    words=(WHAT,),
    options=(STATES, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Print it."""
    import json

    from tracker.commands.schema import schema
    from tracker.commands.schema import states as table

    if values[STATES]:
        view = table()
        output.json(view)
        output.lines([f"{row['from']:<18} {row['through']:<40} {row['to']}" for row in view["transitions"]])
        return ExitCode.OK
    found = schema(values[WHAT])
    document: SchemaFace = {"format_version": 1, "kind": "schema", "of": values[WHAT], "schema": found}
    output.json(document)
    output.lines([json.dumps(found, indent=2)])
    return ExitCode.OK
