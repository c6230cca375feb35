"""tracker verify"""

from __future__ import annotations

import os

from tracker.cli.declare import Switch, Text, Verb
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import current_folder, here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

JOURNAL = Switch("--journal", about="Verify the journal, which is also the default.", default=True)
ATTESTATION = Text("--attestation", about="Compare a statement of tracker show --attestation with this clone.", metavar="FILE")
REPLAY = Switch("--replay", about="With --attestation: carry its checks out again, in a clean checkout.")

VERB = Verb(
    short="Whether journal, evidence and commits agree.",
    about="Compare the journal with itself, its evidence and the commits that it names. Exit code 1 when they disagree.",
    example="Example: tracker verify --journal",
    options=(JOURNAL, ATTESTATION, REPLAY, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Check, and print."""
    from tracker.commands.verify import verify
    from tracker.formats.verify_text import verify_lines

    if values[ATTESTATION]:
        return _attestation(values, output)
    if values[REPLAY]:
        raise UsageError("--replay goes with --attestation", hints=["To run checks again: tracker check --sealed"])
    view = verify(here())
    output.json(view)
    output.lines(verify_lines(view))
    return ExitCode.FAILED if view["problems"] else ExitCode.OK


def _attestation(values: Values, output: Output) -> int:
    from tracker.adapters.processes.signals import watching
    from tracker.cli.progress import make_watcher
    from tracker.commands.attest import verify_attestation
    from tracker.commands.check import Surroundings
    from tracker.formats.attest_text import attested_lines

    if not values[REPLAY]:
        view = verify_attestation(here(), current_folder(), values[ATTESTATION], around=None)
    else:
        with watching() as signals, make_watcher(output) as reporter:
            around = Surroundings(reporter, signals, os.environ)
            view = verify_attestation(here(), current_folder(), values[ATTESTATION], around=around)
    output.json(view)
    output.lines(attested_lines(view, output.paint))
    if view["problems"]:
        return ExitCode.FAILED
    return ExitCode.PENDING if any(row["outcome"] != "passed" for row in view["replayed"]) else ExitCode.OK
