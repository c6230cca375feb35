"""Test results with what is known of where they are from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tracker.model.result import TestReport

if TYPE_CHECKING:
    from tracker.views.faces.compare import ComparedFace
    from tracker.views.faces.shared import TotalsFace


def totals_of(report: TestReport) -> TotalsFace:
    """How many tests ended how."""
    found = report.totals()
    return {
        "passed": found["passed"],
        "failed": found["failed"],
        "errors": found["errors"],
        "skipped": found["skipped"],
        "total": found["total"],
    }


@dataclass(frozen=True, slots=True)
class Source:
    """Test results, and where they are from."""

    name: str
    """As it was named."""
    label: str
    """`suite[sqlite]`; empty for a file."""
    report: TestReport
    phase: str = ""
    run: str = ""
    commit: str = ""
    at: str = ""
    elsewhere: str = ""
    """Where they were made when that was not here."""

    @property
    def one(self) -> str:
        """What names these results and no others: `phase-3/suite[sqlite]`."""
        return f"{self.name.partition('/')[0].partition('[')[0]}/{self.label}" if self.label else self.name

    def compared(self) -> ComparedFace:
        """For the JSON of a comparison: only what is known."""
        known = {
            "check": self.label,
            "phase": self.phase,
            "run": self.run,
            "commit": self.commit,
            "at": self.at,
            "elsewhere": self.elsewhere,
        }
        stated = cast("ComparedFace", {key: value for key, value in known.items() if value})  # all of them may be missing
        return {"name": self.name, **stated, "totals": totals_of(self.report)}
