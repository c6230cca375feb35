"""`tracker triage --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, TotalsFace


class ReportFace(TypedDict):
    """One file, or one recorded result."""

    path: str
    """The file, or what names the result: `phase-3/suite[sqlite]`."""
    totals: TotalsFace | None
    """Null when it could not be read."""
    unreadable: str | None
    """Why it could not be read; null when it could."""
    elsewhere: NotRequired[str]
    """Where it was made when that was not here."""


class ClusterFace(TypedDict):
    """Failures with one cause."""

    signature: str
    """What the failures have in common."""
    pattern: str
    """The same without any quoted values."""
    stage: str
    """`setup`, `call`, `teardown` or `collection`."""
    count: int
    """How many failures."""
    issues: dict[str, int]
    """Known issues of the plan with how many of the failures each covers."""
    message: str
    """One message as the report has it, with the exception's type."""
    reports: dict[str, int]
    """Reports with how many of the failures each has."""
    files: dict[str, int]
    """Test files with their counts, the most first; classes where the report names no files."""
    tests: list[str]
    """`classname::name`, sorted; twice when it fails so in two reports."""


class TriageFace(Face):
    """Every failing test of these results in exactly one cluster."""

    kind: Literal["triage"]
    reports: list[ReportFace]
    """What was read."""
    clusters: list[ClusterFace]
    """What failed, by cause."""
