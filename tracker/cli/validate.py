"""tracker validate"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="Every problem of the plan, each with its place.",
    about="Read the plan and report every problem at once, each with its place. Exit code 3 when there is any."
    " Checks that cannot fail are warnings.",
    example="Example: tracker validate",
    options=(JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Check, and print."""
    from tracker.commands.validate import validate
    from tracker.formats.status_text import validation_lines

    del values
    view = validate(here())
    output.json(view)
    output.lines(validation_lines(view))
    return ExitCode.OK
