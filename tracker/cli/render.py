"""tracker render"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tracker.cli.options import AsJson, Quiet, here
from tracker.cli.output import Output
from tracker.errors import ExitCode, UsageError


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("render", epilog="Example: tracker render --check")
    def verb(
        check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 with the difference when stale.")] = False,
        stdout: Annotated[str | None, typer.Option("--stdout", metavar="DOCUMENT", help="Print one document.")] = None,
        accept_loss: Annotated[
            bool, typer.Option("--accept-loss", help="Take back hand-made edits; they are saved in .tracker/saved first.")
        ] = False,
        names: Annotated[
            str | None, typer.Option("--vars", metavar="SECTION", help="Print what a section's template can use; or: prompt.")
        ] = None,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Bring the documents and prompts up to date with the plan and the journal."""
        from tracker.commands.render import render, variables
        from tracker.formats.render_text import render_lines, variables_lines

        output = Output(as_json=as_json, quiet=quiet)
        if accept_loss and (check or stdout is not None):
            raise UsageError("--accept-loss writes, and --check and --stdout write nothing", hints=["Choose one of them"])
        if names is not None:
            view = variables(here(), names)
            output.json(view)
            output.lines(variables_lines(view, output.paint))
            return
        view = render(here(), write=not check and stdout is None, accept_loss=accept_loss)
        if stdout is not None:
            document = _one(view["documents"], stdout)
            output.json({**view, "documents": [document]})
            if not as_json:
                output.raw(document["text"])
            return
        output.json({**view, "documents": [{**item, "text": None} for item in view["documents"]]})
        output.lines(render_lines(view, output.paint))
        bad = [item for item in view["documents"] if item["state"] in _bad(check=check)]
        if bad:
            raise typer.Exit(int(ExitCode.FAILED))


def _bad(*, check: bool) -> tuple[str, ...]:
    """States that end with exit code 1."""
    refused = ("edited", "foreign", "damaged")
    return (*refused, "write") if check else refused


def _one(documents: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    for item in documents:
        if item["path"] == wanted or item["path"].rpartition("/")[2] == wanted:
            return item
    raise UsageError(
        f"there is no document {wanted!r}",
        hints=["One of: " + ", ".join(item["path"] for item in documents)],
    )
