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
    """A path or glob below the workspace. In a claim, free words will do.

    Example: migration/schema.sql
    """
    change: Literal["created", "modified", "deleted", "changed"] = "changed"
    """What the phase does to it and is held to: a created file is there, a modified one differs from the commit at
    which the work began, a deleted one is gone. `changed` promises nothing.

    Example: modified
    """
    note: str = ""
    """A few words about the change, for documents.

    Example: Full schema
    """
    earlier: str = ""
    """Why a modified file need not differ, for example because it was changed before there was a plan. Shown and
    counted as an allowance.

    Example: by hand, before there was a plan
    """

    def __post_init__(self) -> None:
        """Only a modified file is compared with the beginning of the work."""
        if self.earlier and self.change != "modified":
            raise ValueError("`earlier` goes with `change: modified`: no other file is compared with the beginning of the work")


class Criterion(Strict):
    """A success criterion; ticked by its checks, or by the completion of its phases."""

    text: Text
    """What must be so.

    Example: All tests pass on both databases
    """
    done_when: tuple[Slug, ...] = ()
    """Checks of the same phase that tick it.

    Example: [suite]
    """
    phases: tuple[PhaseId, ...] = ()
    """Phases whose completion ticks it.

    Example: [phase-2, phase-4]
    """
    person: str = ""
    """What only a person can tell. Then nothing ticks it: it is shown with what is proved and what has to be looked at.

    Example: whether the guides leave a question open
    """
