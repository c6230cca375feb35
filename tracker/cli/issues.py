"""tracker issues"""

from __future__ import annotations

from tracker.cli.declare import Verb, Words
from tracker.cli.options import JSON
from tracker.cli.place import current_folder, here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.views.faces.issues import IssuesFace

WORDS = Words(
    "WORDS",
    about="A phase; or `propose` for issues that the plan lacks.",
    takes="phase",
    metavar="[PHASE | propose [FILE...]]",
)

VERB = Verb(
    short="What each known problem breaks, by evidence.",
    about="Show the known issues by evidence; `propose` prints YAML for failures that belong to none.",
    example="Examples: tracker issues 4.1; tracker issues propose; tracker issues propose junit.xml",
    words=(WORDS,),
    options=(JSON,),
)
_PROPOSE = "propose"


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    given = list(values[WORDS])
    if given[:1] == [_PROPOSE]:
        return _propose(given[1:], output)
    if len(given) > 1:
        raise UsageError(f"there are {len(given)} phases, expected one", hints=["One at a time: tracker issues 4.1"])
    return _show(given[0] if given else None, output)


def _propose(sources: list[str], output: Output) -> int:
    from tracker.commands.issues import propose

    view = propose(current_folder(), sources)
    output.json(view)
    if not output.as_json:
        output.raw(view["yaml"] or "# Every failing test belongs to a known issue.\n")
    return ExitCode.OK


def _show(phase: str | None, output: Output) -> int:
    from tracker.answers import of_record
    from tracker.cli.now import when
    from tracker.formats.issues_text import issues_lines

    project = here()

    def make() -> IssuesFace:
        from tracker.commands.issues import issues

        return issues(project, phase)

    view = of_record(project, "issues", phase or "", make)
    output.json(view)
    output.lines(issues_lines(view, output.paint, when()))
    return ExitCode.OK
