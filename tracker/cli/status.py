"""tracker status"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

ALL = Switch("--all", "-a", about="Show every phase and check.")

VERB = Verb(
    short="Where every phase stands, and what to do next.",
    about="Show where every phase stands, and what to do next.",
    example="Example: tracker status --all",
    options=(JSON, ALL),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.adapters.clock import SystemClock
    from tracker.cli.columns import columns
    from tracker.commands.status import status
    from tracker.formats.ansi import WIDE
    from tracker.formats.status_text import status_lines

    view = status(here())
    output.json(view)
    now = SystemClock().unix()
    output.lines(status_lines(view, paint=output.paint, now=now, every=values[ALL], width=columns(WIDE)))
    return ExitCode.OK
