"""tracker segment"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode, StorageError, TrackerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="Next phase, status and count, for a shell's prompt.",
    about="Print the next phase, its status and the count, for the prompt of a shell.",
    example="Example: PS1='$(tracker segment) '$PS1",
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.cli.fast import segment_line
    from tracker.commands.status import status

    try:
        view = status(here())
    except (TrackerError, OSError) as error:
        if values[JSON]:
            raise
        output.lines(["plan?"])  # in every prompt, so in one word; `tracker validate` says more
        return error.code if isinstance(error, TrackerError) else StorageError.code
    output.raw(segment_line(view, as_json=values[JSON]) + "\n")
    return ExitCode.OK
