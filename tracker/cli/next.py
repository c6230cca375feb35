"""tracker next"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="What to do now, why, and with which prompt.",
    about="Say what to do now: the phase, why, its prompt, and one line to hand over.",
    example="Example: tracker next --json",
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.answers import of_situation
    from tracker.formats.next_text import next_lines

    del values
    project = here()

    def make() -> Any:
        from tracker.commands.next import what_next

        return what_next(project)

    view = of_situation(project, "next", "", make)
    output.json(view)
    output.lines(next_lines(view, output.paint))
    return ExitCode.OK
