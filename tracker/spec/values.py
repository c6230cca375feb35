"""What the fields of the plan are made of: ids, paths, patterns, hours; and the parts that more than one model has."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from tracker.checking.rules import After, Slug, Text, Worked
from tracker.checking.strict import Strict
from tracker.model.duration import Estimate

PHASE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*-[0-9]+(\.[0-9]+)*|[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""`phase-4`, `phase-4.10`, `cutover`: lower-case words, and numbers nested to any depth."""


def _phase_id(value: str) -> str:
    if not PHASE_ID.fullmatch(value):
        raise ValueError("expected an id such as phase-4, phase-4.1 or cutover")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def _relative(value: str) -> str:
    parts = value.split("/")
    if (
        value.startswith(("/", "~"))
        or ".." in parts
        or ".git" in [part.lower() for part in parts]
        or "\\" in value
        or not value.strip()
    ):
        raise ValueError("expected a path below the project, with / and without .. or .git")
    return value


PhaseId = Annotated[str, After(_phase_id)]
Pattern = Annotated[str, After(_pattern)]
RelativePath = Annotated[str, After(_relative)]
Hours = Annotated[Estimate, Worked(examples=["30 min", "1h30m", "2-3 hours", "2 days", "1 week"])]
"""An estimate or a duration of work, possibly a range, in hours once read; the plan says how many of them a day has."""


class FileEntry(Strict):
    """A file that a phase touches."""

    path: Text
    """A path or glob below the workspace; free words are allowed in claims (`All repository files`)."""
    change: Literal["created", "modified", "deleted", "changed"] = "changed"
    """What the phase does to it, and is held to: a created file is there, a modified one differs from the commit at which the
    work began, a deleted one is gone. `changed` promises nothing."""
    note: str = ""
    earlier: str = ""
    """For a modified file: why it need not differ, for example that it was changed before there was a plan. Counted and shown
    as an allowance."""

    def __post_init__(self) -> None:
        """Only a modified file is compared with the beginning of the work."""
        if self.earlier and self.change != "modified":
            raise ValueError("`earlier` goes with `change: modified`: no other file is compared with the beginning of the work")


class Criterion(Strict):
    """A success criterion; ticked by its checks, or by the completion of its phases."""

    text: Text
    done_when: tuple[Slug, ...] = ()
    """Checks of the same phase."""
    phases: tuple[PhaseId, ...] = ()
    """Phases that must be complete."""
    person: str = ""
    """What of it only a person can tell; as for a deliverable."""
