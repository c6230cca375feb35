"""tracker reopen"""

from __future__ import annotations

import os

from tracker.cli.declare import Switch, Text, Verb
from tracker.cli.options import JSON, PHASE, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

WHY = Text("--why", about="The reason; it is kept.", metavar="TEXT")
REVERT = Switch("--revert", about="Take its steps back first, by their `revert:`, the last one first.")

VERB = Verb(
    short="Start a new attempt at a phase.",
    about="Start a new attempt at a phase. What was recorded of the earlier one stays and is shown.",
    example="Example: tracker reopen 4.1 --why 'the index is on the wrong column'",
    words=(PHASE,),
    options=(WHY, REVERT, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Reopen it, and say what comes next."""
    from tracker.adapters.processes.signals import watching
    from tracker.commands.reopen import reopen
    from tracker.formats.reopen_text import reopened_lines

    with watching() as signals:
        view = reopen(
            here(),
            values[PHASE],
            why=values[WHY] or "",
            revert=values[REVERT],
            interrupts=signals,
            environment=os.environ,
        )
    output.json(view)
    output.lines(reopened_lines(view, output.paint))
    return ExitCode.OK
