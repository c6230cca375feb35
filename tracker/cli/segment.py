"""tracker segment"""

from __future__ import annotations

import typer

from tracker.cli.options import AsJson, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("segment", epilog="Example: PS1='$(tracker segment) '$PS1")
    def verb(as_json: AsJson = False) -> None:
        """Print the next phase, its status and the count, for the prompt of a shell."""
        from tracker.cli.fast import segment_line
        from tracker.commands.status import status
        from tracker.errors import StorageError, TrackerError

        try:
            view = status(here())
        except (TrackerError, OSError) as error:
            if as_json:
                raise
            Output().lines(["plan?"])  # in every prompt, so in one word; `tracker validate` says more
            raise typer.Exit(int(error.code if isinstance(error, TrackerError) else StorageError.code)) from None
        Output().raw(segment_line(view, as_json=as_json) + "\n")
