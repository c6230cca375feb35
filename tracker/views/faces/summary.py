"""`tracker summary --json`."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace, TrendFace


class RemarkFace(TypedDict):
    """One remark at a place of the repository."""

    level: Literal["error", "warning", "notice"]
    """How serious it is."""
    title: str
    """The issue and the check; `tracker` for a phase that blocks."""
    message: str
    """What is wrong."""
    file: str
    """From the root of the repository; empty when it is about no file."""
    line: int
    """0 when it is not known."""


class SummaryFace(Face):
    """Everything that the documents show: as one page, as annotations, and as data."""

    kind: Literal["summary"]
    markdown: str
    """One page for a pull request; `tracker summary` prints it, `--github` appends it to the step's summary."""
    annotations: list[RemarkFace]
    """Phases that block, then failing tests."""
    commands: list[str]
    """The same as GitHub's workflow commands, at most ten of a level."""
    views: dict[str, Any]
    """Every view that documents are made from, by schema/views.schema.json (`tracker schema views`)."""
    trend: list[TrendFace]
    """What moved, as in `status`."""
    next_step: NextStepFace
    """What comes next."""
