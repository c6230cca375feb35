"""tracker next"""

from __future__ import annotations

from tracker.cli.declare import Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracker.cli.declare import Values
    from tracker.cli.output import Output

PHASE = Word("PHASE", about="A phase; the next one by default.", takes="phase", required=False)

VERB = Verb(
    short="What to do now, why, and with which prompt.",
    about="Say what to do now: the phase, why, its prompt, and one line to hand over.",
    example="Example: tracker next --json",
    words=(PHASE,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.answers import of_situation
    from tracker.formats.next_text import next_lines

    project, phase = here(), values[PHASE]

    def make() -> Any:
        from tracker.commands.next import what_next

        return what_next(project, phase)

    view = of_situation(project, "next", phase, make)
    output.json(view)
    output.lines(next_lines(view, output.paint))
    return ExitCode.OK
