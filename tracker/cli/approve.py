"""tracker approve"""

from __future__ import annotations

from tracker.cli.declare import Maybe, Switch, Text, Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

CHECK = Maybe("--check", about="Which approval, when there are several.", takes="check")
BY = Text("--by", about="Who approves: whom git knows, and by default that one. Anybody else has to sign.")
SIGN = Switch("--sign", about="Sign it as git signs commits, which also counts without a terminal.")
NOTE = Text("--note", about="Why, or on what grounds.")

VERB = Verb(
    short="Record somebody's word where the plan asks for one.",
    about="Record a person's word for what only a person can say. It is for what is there now, and lapses when that changes.",
    example="Example: tracker approve 7 --note 'agreed in the review'",
    words=(PHASE,),
    options=(CHECK, BY, SIGN, NOTE, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Record it."""
    from tracker.commands.approve import Voice, approve
    from tracker.formats.ansi import printable
    from tracker.formats.next_line import next_line

    voice = Voice(values[BY], values[SIGN])
    view = approve(here(), values[PHASE], check=values[CHECK], voice=voice, note=values[NOTE])
    signed = ", signed" if view["signed"] else ""
    output.json(view)
    output.lines(
        [
            f"{view['phase']} {view['check']}: approved by {printable(view['by'])}{signed} at {view['commit'][:7]}",
            "",
            next_line(view["next_step"], output.paint),
        ]
    )
    return ExitCode.OK
