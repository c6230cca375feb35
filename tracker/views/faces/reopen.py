"""`tracker reopen --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, NextStepFace


class ReopenedFace(Face):
    """A new attempt at a phase."""

    kind: Literal["reopened"]
    phase: str
    """The phase."""
    why: str
    """The reason."""
    at: str
    """When."""
    attempt: int
    """Which attempt it is, from 1."""
    reverted: list[str]
    """The steps that were taken back."""
    sealed: list[str]
    """The commits of its earlier completions, which stay."""
    next_step: NextStepFace
    """What comes next."""
