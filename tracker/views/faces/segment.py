"""`tracker segment --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, ProgressFace


class SegmentFace(Face, ProgressFace):
    """The status in a few words, for the prompt of a shell."""

    kind: Literal["segment"]
    phase: str | None
    """The phase that is being run, else the next one, else null."""
    status: str | None
    """Its status (docs/states.md)."""
