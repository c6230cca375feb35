"""tracker log"""

from __future__ import annotations

from tracker.cli.declare import Number, Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

LIMIT = Number("--limit", "-n", about="Only the newest N runs.", least=1)

VERB = Verb(
    short="The runs, the newest first.",
    about="List the runs, the newest first.",
    example="Example: tracker log --limit 5",
    options=(JSON, LIMIT),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.cli.now import when
    from tracker.commands.log import log
    from tracker.formats.log_text import log_lines

    view = log(here(), limit=values[LIMIT])
    output.json(view)
    output.lines(log_lines(view, output.paint, when()))
    return ExitCode.OK
