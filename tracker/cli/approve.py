"""tracker approve"""

from __future__ import annotations

from tracker.cli.declare import Maybe, Text, Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

CHECK = Maybe("--check", about="Which approval, when there are several.", takes="check")
BY = Maybe("--by", about="Who approves; the user's name by default.")
NOTE = Text("--note", about="Why, or on what grounds.")

VERB = Verb(
    short="Record somebody's word where the plan asks for one.",
    about="Record somebody's word for what only a person can say.",
    example="Example: tracker approve 7 --note 'agreed in the review'",
    words=(PHASE,),
    options=(CHECK, BY, NOTE, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Record it."""
    import getpass

    from tracker.commands.approve import approve
    from tracker.formats.ansi import printable
    from tracker.formats.next_line import next_line

    by = values[BY] or getpass.getuser()
    view = approve(here(), values[PHASE], check=values[CHECK], by=by, note=values[NOTE])
    output.json(view)
    output.lines(
        [
            f"{view['phase']} {view['check']}: approved by {printable(view['by'])} at {view['commit'][:7]}",
            "",
            next_line(view["next_step"], output.paint),
        ]
    )
    return ExitCode.OK
