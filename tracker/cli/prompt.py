"""tracker prompt"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, PhaseWord, here
from tracker.cli.output import Output
from tracker.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("prompt", epilog="Example: tracker prompt 4.1 --copy")
    def verb(
        phase: PhaseWord,
        stdout: Annotated[bool, typer.Option("--print", help="Print it (the default).")] = False,
        copy: Annotated[bool, typer.Option("--copy", help="Put it on the clipboard.")] = False,
        out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write it to a new file.")] = None,
        kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Another kind than the plan's: hand-over, …")] = "",
        whole: Annotated[bool, typer.Option("--whole", help="Cut nothing to meet the budget.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Give the prompt for a phase: all that somebody without any memory needs to do it."""
        from tracker.commands.prompt import prompt, save
        from tracker.formats.prompt_text import prompt_remarks

        if stdout + copy + bool(out) > 1:
            raise UsageError("--print, --copy and --out are three ways to get one prompt", hints=["Choose one of them"])
        output = Output(as_json=as_json)
        project = here()
        view = prompt(project, phase, kind=kind, whole=whole)
        for line in prompt_remarks(view):
            output.talk(line)
        if copy:
            from tracker.adapters.clipboard import copy as to_clipboard

            view["copied_by"] = to_clipboard(view["text"])
        if out:
            view["out"] = save(project, out, view["text"])
        output.json(view)
        if not (copy or out or as_json):
            output.raw(view["text"])
        elif copy or out:
            output.lines([f"{view['phase']}: {view['sizes']['lines']} lines {'copied' if copy else f'written to {out}'}",
                          "", f"Done when: {view['run']}"])  # fmt: skip
