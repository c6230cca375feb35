"""tracker diff"""

from __future__ import annotations

from tracker.cli.declare import Text, Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

PHASE = Word("PHASE", about="A phase; every one that was proved by default.", takes="phase", required=False)
SINCE = Text("--since", about="Since this completion of it, by its commit or run; the newest by default.", metavar="REV")

VERB = Verb(
    short="What changed since a phase was proved.",
    about="Show what changed since a phase was proved: files, criteria and results, then and now. Runs nothing.",
    example="Example: tracker diff 3",
    words=(PHASE,),
    options=(SINCE, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Compare, and print."""
    from tracker.cli.now import when
    from tracker.commands.diff import diff
    from tracker.formats.diff_text import diff_lines

    view = diff(here(), values[PHASE], since=values[SINCE])
    output.json(view)
    output.lines(diff_lines(view, output.paint, when()))
    return ExitCode.OK
