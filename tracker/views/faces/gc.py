"""`tracker gc --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face


class OldRunFace(TypedDict):
    """A run whose logs go."""

    run: str
    """The run's id."""
    bytes: int
    """How much its logs and reports take."""
    why: str
    """What makes them go."""


class CleanupFace(Face):
    """What was removed, or would be."""

    kind: Literal["cleanup"]
    dry_run: bool
    """Whether nothing was touched."""
    runs: list[OldRunFace]
    """Runs whose logs go, the oldest first."""
    bytes: int
    """How much all of them take."""
    folded: list[str]
    """Journal files that were folded into one, in causal order."""
    file: str
    """The file that holds them; empty where nothing was folded."""
