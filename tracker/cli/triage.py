"""tracker triage"""

from __future__ import annotations

from tracker.cli.declare import Verb, Words
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

FILES = Words("FILES", about="Report files; also phases, runs, phase-3/suite[sqlite].", required=True, metavar="FILE...")

VERB = Verb(
    short="Group the failing tests of reports by cause.",
    about="Group the failing tests of reports (JUnit XML, CTRF) by cause.",
    example="Example: tracker triage junit.xml",
    words=(FILES,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.commands.triage import triage, unreadable
    from tracker.formats.evidence_text import triage_lines

    view = triage(current_folder(), list(values[FILES]))
    output.json(view)
    output.lines(triage_lines(view, output.paint))
    problems = unreadable(view)
    for problem in problems:
        output.talk(f"error: {problem}")
    return ExitCode.FAILED if problems else ExitCode.OK
