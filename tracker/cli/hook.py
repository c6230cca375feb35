"""tracker hook, which nobody types: the settings that `tracker hooks install` writes call it"""

from __future__ import annotations

from tracker.cli.declare import Number, Switch, Text, Verb, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

EVENT = Word("EVENT", about="session-start, before-tool or stop.")
AGENT = Text("--agent", about="The product that calls.", required=True, metavar="NAME")
RUN = Switch("--run", about="Run the checks that have to be run before answering.")
DEADLINE = Number("--deadline", about="Seconds that they may take.", least=1)

VERB = Verb(
    about="Answer a coding agent that calls a hook: what it is about as JSON on stdin, the answer on stdout.",
    words=(EVENT,),
    options=(AGENT, RUN, DEADLINE),
    hidden=True,
)


def carry_out(values: Values, output: Output) -> int:
    """Answer."""
    from tracker.cli.hooked import respond

    del output
    run = ["--run", "--deadline", str(values[DEADLINE] or 60)] if values[RUN] else []
    return respond([values[EVENT], "--agent", values[AGENT], *run])
