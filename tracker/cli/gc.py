"""tracker gc"""

from __future__ import annotations

from tracker.cli.declare import Switch, Verb
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

JOURNAL = Switch("--journal", about="Also fold the journal files of complete phases into one, which still verifies.")
DRY_RUN = Switch("--dry-run", "-n", about="Only show what would be removed and folded.")
NO_COMMIT = Switch("--no-commit", about="Leave the folded file for you to commit.")

VERB = Verb(
    short="Remove the logs of old runs.",
    about="Remove the logs of old runs, by age and size (`keep:` in tracker.yaml). Journal and evidence are never removed.",
    example="Example: tracker gc --dry-run",
    options=(JOURNAL, DRY_RUN, NO_COMMIT, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Clean up, and print."""
    from tracker.commands.gc import gc
    from tracker.formats.gc_text import gc_lines

    view = gc(here(), journal=values[JOURNAL], dry_run=values[DRY_RUN], no_commit=values[NO_COMMIT])
    output.json(view)
    output.lines(gc_lines(view))
    return ExitCode.OK
