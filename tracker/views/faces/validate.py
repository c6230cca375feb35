"""`tracker validate --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, ProblemFace


class ValidationFace(Face):
    """What a valid plan consists of. A plan that is not valid is an `error`."""

    kind: Literal["validation"]
    valid: Literal[True]
    """That the plan is."""
    files: list[str]
    """The files that it is made of."""
    phases: int
    """How many phases it has."""
    steps: int
    """How many steps."""
    checks: int
    """How many checks."""
    issues: int
    """How many known issues."""
    problems: list[ProblemFace]
    """Empty."""
    warnings: list[ProblemFace]
    """What the plan asks for and nothing can refute: checks that cannot fail, phases without a check."""
