"""How a run ended, and what that means to whoever started it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import ExitCode


class RunOutcome(StrEnum):
    """How a run ended, in one word."""

    PASSED = "passed"
    FAILED = "failed"
    HELD = "held"
    """A preflight check did not pass: a phase was not even started."""
    PENDING = "pending"
    """Somebody's approval is missing."""
    INTERRUPTED = "interrupted"


EXIT_CODES: Mapping[RunOutcome, ExitCode] = {
    RunOutcome.PASSED: ExitCode.OK,
    RunOutcome.FAILED: ExitCode.FAILED,
    RunOutcome.HELD: ExitCode.BLOCKED,
    RunOutcome.PENDING: ExitCode.PENDING,
    RunOutcome.INTERRUPTED: ExitCode.INTERRUPTED,
}


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run."""

    run: str
    outcome: RunOutcome
    phases: Mapping[str, str]
    """Phase → what became of it, in words; in the order in which they ended."""
    commits: tuple[str, ...]
    refused: tuple[str, ...]
    """Documents that somebody edited by hand and that were left as they are."""
    uncommitted: tuple[str, ...] = ()
    """Repository paths that it would have committed, had it been allowed to."""
    reason: str = ""
    """Why it was interrupted."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command exits with: a run that passed, but could not write a document, did not do all of its work."""
        if self.outcome is RunOutcome.PASSED and self.refused:
            return ExitCode.FAILED
        return EXIT_CODES[self.outcome]
