"""`tracker start --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.explain import WarningFace
from tracker.views.faces.shared import Face, NextStepFace


class StartFace(Face):
    """The beginning of a phase, as it was recorded."""

    kind: Literal["start"]
    phase: str
    """The phase."""
    commit: str
    """HEAD: the work begins here."""
    at: str
    """When."""
    criteria: str
    """sha256 of all that decides whether the phase is complete, as it was then."""
    checks: int
    """How many checks the plan has for it."""
    passed: list[str]
    """Checks that pass before any work: they will prove nothing new."""
    failed: list[str]
    """Checks that do not pass yet."""
    unknown: list[str]
    """Checks of which no result is about what is there now; `--check` runs them."""
    warnings: list[WarningFace]
    """What in it cannot fail, and so will prove nothing."""
    next_step: NextStepFace
    """What comes next."""
