"""tracker init"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="Start a plan in this folder; nothing there is touched.",
    about="Start a plan in this folder: tracker.yaml and a first phase. Nothing that exists is touched.",
    example="Example: tracker init",
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Write it."""
    from tracker.commands.init import init

    del values
    view = init(current_folder())
    output.json(view)
    output.lines([*(f"written {path}" for path in view["written"]), "", "Edit them, then: tracker validate"])
    return ExitCode.OK
