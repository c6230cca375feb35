"""tracker prompts"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="All prompts of the plan, and their state.",
    about="List all prompts of the plan: pending, ready, used, done, archived.",
    example="Example: tracker prompts",
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.commands.prompt import prompts
    from tracker.formats.prompt_text import prompts_lines

    del values
    view = prompts(here())
    output.json(view)
    output.lines(prompts_lines(view, output.paint))
    return ExitCode.OK
