"""`tracker init --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face


class FoundFace(TypedDict):
    """A tool that the folder has."""

    role: str
    """What it is for: `tests`, `types`, `lint`, `build`, `docs` or `data`."""
    name: str
    """What people call it."""
    why: str
    """What in the folder tells that it is used."""


class InitFace(Face):
    """A first plan."""

    kind: Literal["init"]
    template: str
    """The kind of work that the phases are for."""
    found: list[FoundFace]
    """What was found, and the checks were made of."""
    written: list[str]
    """The files that were written, or got lines."""
    commands: list[str]
    """What to type next, in this order."""
