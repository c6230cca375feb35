"""`tracker run --json`, a document a line, and `tracker run --dry-run --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import EventFace, Face, NextStepFace, WorkItemFace


class PlanFace(Face):
    """What would be done, and why."""

    kind: Literal["plan"]
    items: list[WorkItemFace]
    """The work, in order."""
    next_step: NextStepFace
    """What comes next."""


class RunEventFace(Face, EventFace):
    """Something that happened; the line is printed when the event is on the disk."""

    kind: Literal["event"]
    id: str
    """The event's id."""
    run: str
    """The run that it is of."""


class NoteFace(Face):
    """A remark for people."""

    kind: Literal["note"]
    text: str
    """What it says."""


class ResultFace(Face):
    """The end of a run: the last line."""

    kind: Literal["result"]
    run: str | None
    """The run; null when there was nothing to do."""
    outcome: str
    """`passed`, `failed`, `held` (something is in the way of a phase), `pending` (an approval is missing), `interrupted` or
    `up-to-date`."""
    exit_code: int
    """How the command ends (docs/exit-codes.md)."""
    phases: dict[str, str]
    """What became of each phase, by its id."""
    commits: list[str]
    """The commits that were made."""
    uncommitted: list[str]
    """Files of the repository that would have been committed, and were not to be: `--no-commit`, `commit: never`, or a no."""
    refused_documents: list[str]
    """Documents that were edited by hand, so they were not written."""
    next: str | None
    """The phase to work on now: the `phase` of `next_step`."""
    next_step: NextStepFace
    """What comes next."""
