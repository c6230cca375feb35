"""tracker show"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

RUN = Word("RUN", about="A run's id, its beginning or end, or `last`; a phase with --attestation.", takes="run")
ATTESTATION = Switch("--attestation", about="Print a phase's completion as an in-toto statement, for cosign or gh to sign.")

VERB = Verb(
    short="Everything that one run recorded.",
    about="Show everything that one run recorded.",
    example="Example: tracker show last",
    words=(RUN,),
    options=(ATTESTATION, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.cli.now import when
    from tracker.commands.log import show
    from tracker.formats.log_text import show_lines

    if values[ATTESTATION]:
        import json

        from tracker.commands.attest import attestation

        output.raw(json.dumps(attestation(here(), values[RUN]), ensure_ascii=False, indent=2) + "\n")
        return ExitCode.OK
    view = show(here(), values[RUN])
    output.json(view)
    output.lines(show_lines(view, output.paint, when()))
    return ExitCode.OK
