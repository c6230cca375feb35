"""tracker summary"""

from __future__ import annotations

import os

from tracker.cli.declare import Switch, Verb
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

GITHUB = Switch("--github", about="In a GitHub step: fill its summary, and print annotations.")

VERB = Verb(
    short="One page for a pull request.",
    about="Print one page for a pull request; with --json every view that documents are made from.",
    example="Example: tracker summary --github",
    options=(GITHUB, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, and print."""
    from tracker.commands.summary import summary

    view = summary(here())
    output.json(view)
    if values[GITHUB]:
        _append(view["markdown"])
        output.lines(view["commands"])
    elif not output.as_json:
        output.raw(view["markdown"])
    return ExitCode.OK


def _append(text: str) -> None:
    """To the step's summary; several steps of a job may write to one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path:
        raise UsageError(
            "GITHUB_STEP_SUMMARY is not set, so there is no step to summarise", hints=["Print it: tracker summary"]
        )
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{text}\n")
