"""tracker complete, which the scripts of `tracker completion` call"""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import current_folder, here
from tracker.cli.output import Output


def register(app: typer.Typer) -> None:
    """Add the verb, which nobody types."""

    @app.command("complete", hidden=True)
    def candidates(words: Annotated[list[str] | None, typer.Argument()] = None) -> None:
        """Print what the last word may become."""
        from tracker.cli.candidates import complete
        from tracker.cli.fast import find_root
        from tracker.commands.status import status
        from tracker.errors import TrackerError

        try:
            lines = complete(list(words or ()), find_root(current_folder()), lambda: status(here())["phases"])
        except (TrackerError, OSError):
            return  # `tracker validate` says why; a Tab is not the place
        Output().lines(lines)
