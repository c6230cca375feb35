"""tracker issues"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import AsJson, current_folder, here
from tracker.cli.output import Output
from tracker.errors import UsageError

_PROPOSE = "propose"


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("issues", epilog="Examples: tracker issues 4.1; tracker issues propose; tracker issues propose junit.xml")
    def verb(
        words: Annotated[
            list[str] | None,
            typer.Argument(metavar="[PHASE | propose [FILE...]]", help="A phase; or `propose` for issues that the plan lacks."),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Show the known issues by evidence; `propose` prints YAML for failures that belong to none."""
        from tracker.commands.issues import issues, propose
        from tracker.formats.issues_text import issues_lines

        output = Output(as_json=as_json)
        given = words or []
        if given[:1] == [_PROPOSE]:
            view = propose(current_folder(), given[1:])
            output.json(view)
            if not as_json:
                output.raw(view["yaml"] or "# Every failing test belongs to a known issue.\n")
            return
        if len(given) > 1:
            raise UsageError(f"there are {len(given)} phases, expected one", hints=["One at a time: tracker issues 4.1"])
        view = issues(here(), given[0] if given else None)
        output.json(view)
        output.lines(issues_lines(view, output.paint))
