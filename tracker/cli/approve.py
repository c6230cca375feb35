"""tracker approve"""

from __future__ import annotations

from tracker.cli.declare import Maybe, Switch, Text, Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.commands.approve import Voice

CHECK = Maybe("--check", about="Which approval, when there are several.", takes="check")
CRITERIA = Switch("--criteria", about="Agree to the criteria that were lowered.")
WHY = Text("--why", about="With --criteria: the reason.", metavar="TEXT")
BY = Text("--by", about="Who approves; git's identity by default. Anyone else has to sign.", metavar="NAME")
SIGN = Switch("--sign", about="Sign it as git signs commits, which also counts without a terminal.")
NOTE = Text("--note", about="The reason, or the grounds.", metavar="TEXT")

VERB = Verb(
    short="Record a person's approval where the plan asks for one.",
    about="Record a person's approval of what only a person can judge. It holds for what is there now, and lapses "
    "when that changes.",
    example="Example: tracker approve 7 --note 'agreed in the review'",
    words=(PHASE,),
    options=(CHECK, CRITERIA, WHY, BY, SIGN, NOTE, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Record it."""
    from tracker.commands.approve import Voice

    voice = Voice(values[BY], values[SIGN])
    return _agree(values, output, voice) if values[CRITERIA] else _approve(values, output, voice)


def _approve(values: Values, output: Output, voice: Voice) -> int:
    from tracker.commands.approve import approve
    from tracker.formats.ansi import printable
    from tracker.formats.next_line import next_line

    if values[WHY]:
        raise UsageError("--why goes with --criteria", hints=["The grounds of an approval: --note TEXT"])
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


def _agree(values: Values, output: Output, voice: Voice) -> int:
    from tracker.adapters.processes.signals import watching
    from tracker.cli.progress import SilentReporter
    from tracker.commands.agree import agree
    from tracker.formats.ansi import printable
    from tracker.formats.next_line import next_line

    if values[CHECK] or values[NOTE]:
        raise UsageError(
            "--criteria is about the phase as a whole", hints=["Leave --check and --note out; the reason: --why TEXT"]
        )
    with watching() as signals:
        view = agree(here(), values[PHASE], voice=voice, why=values[WHY], reporter=SilentReporter(), interrupts=signals)
    signed = ", signed" if view["signed"] else ""
    output.json(view)
    output.lines(
        [
            f"{view['phase']}: {printable(view['by'])} agrees{signed} to what was lowered:",
            *(f"  {printable(line)}" for line in view["lowered"]),
            "",
            next_line(view["next_step"], output.paint),
        ]
    )
    return ExitCode.OK
