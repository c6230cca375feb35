"""`tracker prompts --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace


class LibraryPromptFace(TypedDict):
    """A prompt of the plan."""

    phase: str
    """The phase that it is for."""
    title: str
    """The phase's title."""
    file: str
    """The file's name."""
    path: str
    """Where it is written, relative to the root."""
    state: str
    """`pending`, `ready`, `used`, `done` or `archived` (docs/prompts.md)."""
    status: str
    """The same for people."""
    written: bool
    """Whether its file is there."""
    fields: dict[str, str]
    """What the plan says about it."""
    missing: list[str]
    """What a prompt that can be used names and what is not there."""


class PromptsFace(Face):
    """All prompts of the plan."""

    kind: Literal["prompts"]
    prompts: list[LibraryPromptFace]
    """Each prompt: those that can be used first."""
    kinds: dict[str, str]
    """Kinds of prompts, and what each is for."""
    next_step: NextStepFace
    """What comes next."""
