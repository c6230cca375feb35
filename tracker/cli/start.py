"""tracker start"""

from __future__ import annotations

import os

from tracker.cli.declare import Switch, Verb
from tracker.cli.options import JSON, PHASE, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

CHECK = Switch("--check", about="Run its checks first, to know which of them pass before any work.")

VERB = Verb(
    short="Start a phase: record its criteria and where the work begins.",
    about="Start a phase: record what decides whether it is complete, and where the work begins. The first run does so, too.",
    example="Example: tracker start 4.1 --check",
    words=(PHASE,),
    options=(CHECK, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Record it, and print what was recorded."""
    from tracker.adapters.processes.signals import watching
    from tracker.cli.progress import make_reporter
    from tracker.commands.start import start
    from tracker.formats.start_text import start_lines

    with watching() as signals, make_reporter(output) as reporter:
        view = start(here(), values[PHASE], check=values[CHECK], reporter=reporter, interrupts=signals, environment=os.environ)
    output.json_line(view)
    output.lines(start_lines(view, output.paint))
    return ExitCode.OK
