"""`tracker record --json`."""

from __future__ import annotations

from typing import Literal

from tracker.views.faces.shared import Face, NextStepFace, TotalsFace, WhoFace


class RecordedFace(Face):
    """Test results that were made elsewhere, as they were recorded."""

    kind: Literal["recorded"]
    phase: str
    """The phase that the results are for."""
    check: str
    """The check in its variant: `suite[sqlite]`."""
    variant: dict[str, str]
    """The variant's values by axis."""
    totals: TotalsFace
    """The counts of the tests."""
    source: str
    """Where they come from; by default the file."""
    by: str
    """Who recorded them, as given; git's identity by default."""
    who: WhoFace
    """Who recorded them."""
    commit: str | None
    """The commit that the results are of, or null."""
    file: str
    """The report."""
    sha256: str
    """The report's hash."""
    at: str
    """When they were recorded."""
    tests: str
    """The hash of the results in the evidence store."""
    next_step: NextStepFace
    """What comes next."""
