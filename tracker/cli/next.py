"""tracker next"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="What to do now, why, and with which prompt.",
    about="Say what to do now: the phase, why, its prompt, and one line to hand over.",
    example="Example: tracker next --json",
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.commands.next import what_next
    from tracker.formats.next_text import next_lines

    del values
    view = what_next(here())
    output.json(view)
    output.lines(next_lines(view, output.paint))
    return ExitCode.OK
