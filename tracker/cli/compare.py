"""tracker compare"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb, Word
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

BASE = Word("BASE", about="A report file, a run, a phase, phase-3[sqlite], phase-3/suite[sqlite].", takes="phase")
NEW = Word("NEW", about="The same; what is looked at.", takes="phase")
EXIT_CODE = Switch("--exit-code", about="End with 1 when something got worse.")

VERB = Verb(
    short="How each test changed between two results.",
    about="Say how each test changed between two results.",
    example="Example: tracker compare 'phase-3/suite[sqlite]' 'phase-3/suite[postgresql]'",
    words=(BASE, NEW),
    options=(JSON, EXIT_CODE),
)


def carry_out(values: Values, output: Output) -> int:
    """Compare, and print."""
    from tracker.commands.compare import compare
    from tracker.formats.evidence_text import comparison_lines
    from tracker.views.compared import got_worse

    view = compare(current_folder(), values[BASE], values[NEW])
    output.json(view)
    output.lines(comparison_lines(view, output.paint))
    return ExitCode.FAILED if values[EXIT_CODE] and got_worse(view) else ExitCode.OK
