"""tracker complete, which nobody types: the scripts of `tracker completion` call it"""

from __future__ import annotations

from tracker.cli.declare import Verb, Words
from tracker.cli.place import current_folder, here
from tracker.errors import ExitCode, TrackerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

WORDS = Words("WORDS")

VERB = Verb(about="Print completions of the last word.", words=(WORDS,), hidden=True)


def carry_out(values: Values, output: Output) -> int:
    """Print completions of the last word."""
    from tracker.bootstrap import plan_above
    from tracker.cli.candidates import complete
    from tracker.commands.status import status

    try:
        lines = complete(list(values[WORDS]), plan_above(current_folder()), lambda: status(here())["phases"])
    except (TrackerError, OSError):
        return ExitCode.OK  # `tracker validate` says why; a Tab is not the place
    output.lines(lines)
    return ExitCode.OK
