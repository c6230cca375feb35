"""`tracker completion --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face


class CompletionFace(Face):
    """What makes a shell complete what is typed."""

    kind: Literal["completion"]
    shell: str
    """The shell."""
    script: str
    """What it has to read."""
