"""`tracker prompt --json`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from tracker.views.faces.shared import Face, ProblemFace


class PromptFace(Face):
    """Everything needed to do a phase from a cold start."""

    kind: Literal["prompt"]
    phase: str
    """The phase."""
    title: str
    """The phase's title."""
    path: str | None
    """Where the plan has the prompt written, or null."""
    state: str | None
    """Where it is in its life (docs/prompts.md); null when the plan has no prompt for the phase."""
    status: str
    """The same for people."""
    sizes: dict[str, int]
    """The length in `lines`, `words` and `tokens`."""
    budget: str
    """The length that it must not exceed: `200 lines`."""
    fits: bool
    """Whether it meets its budget."""
    missing: list[ProblemFace]
    """What the prompt names and what is not there."""
    run: str
    """The command that proves the phase."""
    text: str
    """The prompt."""
    view: dict[str, Any]
    """Everything that the prompt shows, as data: `tracker schema prompt` has its JSON Schema."""
    copied_by: NotRequired[str]
    """With `--copy`: the program that took it to the clipboard."""
    out: NotRequired[str]
    """With `--out`: the file that it was written to."""
