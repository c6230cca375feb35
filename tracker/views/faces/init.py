"""`tracker init --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face


class InitFace(Face):
    """A first plan."""

    kind: Literal["init"]
    written: list[str]
    """The files that were written."""
