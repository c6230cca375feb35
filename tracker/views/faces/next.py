"""`tracker next --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, HeadFace, NextStepFace, ProgressFace


class NextFace(Face, ProgressFace):
    """The phase to work on, and one line to hand over. Without such a phase all that is about it is null."""

    kind: Literal["next"]
    project: str
    """The plan's name."""
    head: HeadFace | None
    """Where the repository stands; null outside git."""
    next_step: NextStepFace
    """What comes next."""
    phase: str | None
    """The phase to work on."""
    title: str | None
    """Its title."""
    status: str | None
    """Its status (docs/states.md)."""
    why: list[str]
    """What the status follows from."""
    prompt: str | None
    """The written prompt's path; null when the file is not there."""
    prompt_state: str | None
    """Where the prompt is in its life (docs/prompts.md); null when the plan has none."""
    changed_since: str
    """What is complete and changed since, as in `status`."""
    unsure: str
    """What cannot be compared on this machine, as in `status`."""
    copy: str | None
    """The command that copies the prompt."""
    command: str | None
    """The command that proves the phase."""
    handover: str | None
    """One line to hand over."""
