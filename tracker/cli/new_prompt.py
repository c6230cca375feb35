"""tracker new-prompt"""

from __future__ import annotations

from tracker.cli.declare import Text, Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

NAME = Word("NAME", about="Lower-case words with hyphens.")
KIND = Text("--kind", about="The packaged kind to extend.", default="generic", metavar="KIND")

VERB = Verb(
    short="Write a prompt template of the project's own.",
    about="Write a prompt template of the project's own, with its variables documented.",
    example="Example: tracker new-prompt code-review --kind fix-issues",
    words=(NAME,),
    options=(KIND, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Write it."""
    from tracker.commands.scaffold import new_prompt

    view = new_prompt(here(), values[NAME], values[KIND])
    output.json(view)
    output.lines([f"{view['path']} written", "", f"To use it: {view['next']}"])
    return ExitCode.OK
