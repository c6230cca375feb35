"""tracker verify"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

JOURNAL = Switch("--journal", about="Verify the journal, which is also the default.", default=True)

VERB = Verb(
    short="Whether journal, evidence and commits agree.",
    about="Check the journal against itself, its evidence and the commits that it names. Exit code 1 when they disagree.",
    example="Example: tracker verify --journal",
    options=(JOURNAL, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Check, and print."""
    from tracker.commands.verify import verify
    from tracker.formats.verify_text import verify_lines

    del values
    view = verify(here())
    output.json(view)
    output.lines(verify_lines(view))
    return ExitCode.FAILED if view["problems"] else ExitCode.OK
