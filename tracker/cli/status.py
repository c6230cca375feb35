"""tracker status"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb, Words
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

PHASES = Words("PHASE", about="Only these phases, with every check.", takes="phase")
ALL = Switch("--all", "-a", about="Show every phase and check.")

VERB = Verb(
    short="Where every phase stands, and what to do next.",
    about="Show where every phase stands, and what to do next.",
    example="Example: tracker status --all",
    words=(PHASES,),
    options=(JSON, ALL),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.cli.columns import columns
    from tracker.cli.now import when
    from tracker.commands.status import status
    from tracker.formats.ansi import WIDE
    from tracker.formats.status_text import status_lines

    view = status(here(), values[PHASES])
    output.json(view)
    every = values[ALL] or bool(values[PHASES])
    output.lines(status_lines(view, paint=output.paint, when=when, every=every, width=columns(WIDE)))
    return ExitCode.OK
