"""`tracker open --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face


class OpenedFace(Face):
    """A file that somebody wants to look at."""

    kind: Literal["opened"]
    what: str
    """`document`, `prompt`, `report` or `log`."""
    phase: str | None
    """The phase that was named; null where none was."""
    path: str
    """The file, relative to the project's root."""
    opened_by: str | None
    """`editor` or `desktop`; null where only the path was printed."""
