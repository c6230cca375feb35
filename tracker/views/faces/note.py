"""`tracker note --json`, and the notes of a phase."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace


class PhaseNoteFace(TypedDict):
    """A note on a phase."""

    number: int
    """By which `--replace` and `--withdraw` name it; the phase's notes are counted from 1, those that were replaced too."""
    check: str | None
    """The check that it is about; null for the phase as a whole."""
    text: str
    """As it was written: plain text of a person, with no meaning to tracker."""
    by: str
    """Who wrote it, in words."""
    at: str
    """When."""
    run: str
    """The journal file that has it, as `tracker show` takes it."""


class NotedFace(Face):
    """A note that was written down, replaced or withdrawn."""

    kind: Literal["noted"]
    phase: str
    """The phase."""
    note: PhaseNoteFace | None
    """The note as it stands now; null where one was withdrawn."""
    replaced: int | None
    """The number of the note that it replaces or withdraws; null for a new one."""
    next_step: NextStepFace
    """What comes next."""
