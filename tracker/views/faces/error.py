"""What every command prints with `--json` when it fails, on one line."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, ProblemFace


class ErrorFace(Face):
    """What is wrong, and what to do."""

    kind: Literal["error"]
    exit_code: int
    """How the command ends (docs/exit-codes.md)."""
    message: str
    """What is wrong."""
    problems: list[ProblemFace]
    """Each place in the plan that is not right, all at once; empty when the problem is none of the plan's."""
    hints: list[str]
    """What to do."""
