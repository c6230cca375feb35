"""tracker explain"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="Why a phase has its status, and what a run would do.",
    about="Explain a phase's status, and what a run would do.",
    example="Example: tracker explain 4.1",
    words=(PHASE,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.answers import of_situation
    from tracker.cli.now import when
    from tracker.formats.explain_text import explain_lines

    project, phase = here(), values[PHASE]

    def make() -> Any:
        from tracker.commands.explain import explain

        return explain(project, phase)

    view = of_situation(project, "explain", phase, make)
    output.json(view)
    output.lines(explain_lines(view, output.paint, when()))
    return ExitCode.OK
