"""Where the user is, and the project there."""

from __future__ import annotations

import os

from tracker.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.bootstrap import Project


def here() -> Project:
    """The project at or above the current folder."""
    from tracker.bootstrap import open_project

    return open_project(current_folder())


def current_folder() -> str:
    """Where the user is.

    Raises:
        UsageError: somebody removed the folder, or may not look at it.
    """
    try:
        return os.getcwd()
    except OSError as error:
        hints = ['Change to another folder, or enter it again: cd "$PWD"']
        raise UsageError(f"the folder that you are in cannot be read: {error.strerror}", hints=hints) from None
