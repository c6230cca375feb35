"""tracker new-section"""

from __future__ import annotations

from tracker.cli.declare import Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

SECTION = Word("SECTION", about="A section that there is, or a new name.", takes="section")

VERB = Verb(
    short="Write a section template of the project's own.",
    about="Write a template for a packaged section, or a new kind of section, with its variables documented.",
    example="Example: tracker new-section release-notes",
    words=(SECTION,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Write it."""
    from tracker.commands.scaffold import new_section

    name = values[SECTION]
    view = new_section(here(), name)
    output.json(view)
    remark = f"replaces the packaged {name}" if view["replaces"] else "a section of your own"
    output.lines([f"{view['path']} written: {remark}", "", f"To use it: {view['next']}"])
    return ExitCode.OK
