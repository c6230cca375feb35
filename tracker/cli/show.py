"""tracker show"""

from __future__ import annotations

from tracker.cli.declare import Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

RUN = Word("RUN", about="A run's id, its beginning or end, or `last`.", takes="run")

VERB = Verb(
    short="Everything that one run recorded.",
    about="Show everything that one run recorded.",
    example="Example: tracker show last",
    words=(RUN,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.commands.log import show
    from tracker.formats.log_text import show_lines

    view = show(here(), values[RUN])
    output.json(view)
    output.lines(show_lines(view, output.paint))
    return ExitCode.OK
