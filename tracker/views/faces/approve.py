"""`tracker approve --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, NextStepFace


class ApprovalFace(Face):
    """An approval that was recorded."""

    kind: Literal["approval"]
    phase: str
    """The phase."""
    check: str
    """The check that asked."""
    ask: str
    """The question."""
    by: str
    """Who approved, as git has it: `Name <address>`."""
    signed: bool
    """Whether it is signed."""
    note: str
    """Their remark; empty without one."""
    at: str
    """When."""
    commit: str
    """HEAD at that time."""
    next_step: NextStepFace
    """What comes next."""
