"""tracker bench"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="What a phase's benchmarks measured.",
    about="Show what a phase's benchmarks measured, beside what was claimed. Runs nothing.",
    example="Example: tracker bench 3",
    words=(PHASE,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.cli.now import when
    from tracker.commands.bench import bench
    from tracker.formats.bench_text import bench_lines

    view = bench(here(), values[PHASE])
    output.json(view)
    output.lines(bench_lines(view, output.paint, when()))
    return ExitCode.OK
