"""Options that several verbs share."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from tracker.bootstrap import Project, open_project
from tracker.errors import UsageError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md) instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing; the exit code says it.")]
PhaseWord = Annotated[str, typer.Argument(metavar="PHASE", help="A phase, for example phase-4.1 or 4.1.")]


def here() -> Project:
    """The project at or above the current folder."""
    return open_project(current_folder())


def current_folder() -> str:
    """Where the user is.

    Raises:
        UsageError: somebody removed the folder, or may not look at it.
    """
    try:
        return os.getcwd()
    except OSError as error:
        hints = ['Go to another one, or enter it anew: cd "$PWD"']
        raise UsageError(f"the folder that you are in cannot be looked at: {error.strerror}", hints=hints) from None
