"""tracker render"""

from __future__ import annotations

from tracker.cli.declare import Maybe, Switch, Verb
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.views.faces.render import DocumentFace

CHECK = Switch("--check", about="Write nothing; exit with 1 and a diff when out of date.")
STDOUT = Maybe("--stdout", about="Print one document.", metavar="DOCUMENT")
ACCEPT_LOSS = Switch("--accept-loss", about="Take back hand-made edits; they are saved in .tracker/saved first.")
VARS = Maybe("--vars", about="Print what a section's template can use; or: prompt.", takes="section", metavar="SECTION")

VERB = Verb(
    short="Bring documents and prompts up to date.",
    about="Bring the documents and prompts up to date with the plan and the journal.",
    example="Example: tracker render --check",
    options=(CHECK, STDOUT, ACCEPT_LOSS, VARS, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Render, or print what was asked for."""
    from tracker.commands.render import render, variables
    from tracker.formats.render_text import render_lines, variables_lines

    check, stdout, names = values[CHECK], values[STDOUT], values[VARS]
    if values[ACCEPT_LOSS] and (check or stdout is not None):
        raise UsageError("--accept-loss writes, and --check and --stdout write nothing", hints=["Choose one"])
    if names is not None:
        usable = variables(here(), names)
        output.json(usable)
        output.lines(variables_lines(usable, output.paint))
        return ExitCode.OK
    view = render(here(), write=not check and stdout is None, accept_loss=values[ACCEPT_LOSS])
    if stdout is not None:
        document = _one(view["documents"], stdout)
        output.json({**view, "documents": [document]})
        if not output.as_json:
            output.raw(document["text"] or "")
        return ExitCode.OK
    output.json({**view, "documents": [{**item, "text": None} for item in view["documents"]]})
    output.lines(render_lines(view, output.paint))
    bad = [item for item in view["documents"] if item["state"] in _bad(check=check)]
    return ExitCode.FAILED if bad else ExitCode.OK


def _bad(*, check: bool) -> tuple[str, ...]:
    """States that end with exit code 1."""
    refused = ("edited", "foreign", "damaged", "conflict")
    return (*refused, "write") if check else refused


def _one(documents: list[DocumentFace], wanted: str) -> DocumentFace:
    for item in documents:
        if item["path"] == wanted or item["path"].rpartition("/")[2] == wanted:
            return item
    raise UsageError(
        f"there is no document {wanted!r}",
        hints=["One of: " + ", ".join(item["path"] for item in documents)],
    )
