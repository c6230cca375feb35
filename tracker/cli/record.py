"""tracker record"""

from __future__ import annotations

from tracker.cli.declare import Text, Texts, Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import current_folder, here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

CHECK = Text("--check", about="The check that the results are of.", required=True, takes="check")
JUNIT = Text("--junit", about="The report: JUnit XML or CTRF.", required=True, metavar="FILE")
VARIANT = Texts("--variant", about="For each axis.", metavar="AXIS=VALUE")
SOURCE = Text("--source", about="Where they come from, for example 'CI build 17'.", metavar="TEXT")
COMMIT = Text("--commit", about="The commit that they belong to.", metavar="REV")
BY = Text("--by", about="Who records them; git's identity by default, which is recorded as well.", metavar="NAME")

VERB = Verb(
    short="Record test results from elsewhere.",
    about="Record test results from elsewhere, with their source. They complete nothing.",
    example="Example: tracker record 3 --check suite --variant database=sqlite --junit ci/junit.xml",
    words=(PHASE,),
    options=(CHECK, JUNIT, VARIANT, SOURCE, COMMIT, BY, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Keep them."""
    from tracker.commands.record import record
    from tracker.formats.ansi import printable
    from tracker.formats.evidence_text import totals_words
    from tracker.formats.next_line import next_line
    from tracker.formats.status_text import short

    view = record(
        here(),
        current_folder(),
        values[PHASE],
        check=values[CHECK],
        variant=list(values[VARIANT]),
        file=values[JUNIT],
        source=values[SOURCE],
        commit=values[COMMIT],
        by=values[BY],
    )
    output.json(view)
    output.lines(
        [
            f"{view['phase']} {view['check']}: {totals_words(view['totals'])}",
            f"recorded as made elsewhere: {printable(view['source'])}. It completes nothing; only a run here does.",
            "",
            f"By cause: tracker triage '{view['phase']}/{view['check']}'",
            f"Prove it: tracker run {short(view['phase'])}",
            next_line(view["next_step"], output.paint),
        ]
    )
    return ExitCode.OK
