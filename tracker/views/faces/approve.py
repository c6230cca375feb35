"""`tracker approve --json`, and `tracker approve --criteria --json`."""

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


class AgreementFace(Face):
    """A person's word for what was lowered."""

    kind: Literal["agreement"]
    phase: str
    """The phase."""
    criteria: str
    """sha256 of the criteria that are agreed to."""
    lowered: list[str]
    """What was lowered, a line each."""
    by: str
    """Who agreed, as git has it: `Name <address>`."""
    signed: bool
    """Whether it is signed."""
    why: str
    """Why it may be."""
    at: str
    """When."""
    next_step: NextStepFace
    """What comes next."""
