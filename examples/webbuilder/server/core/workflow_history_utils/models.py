"""The fields of a workflow's record that have a closed vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WorkflowStatus(StrEnum):
    """Where a workflow stands."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Whether nothing can follow."""
        return self in {WorkflowStatus.COMPLETED, WorkflowStatus.FAILED}


@dataclass(frozen=True)
class WorkflowFilter:
    """Which workflows to list."""

    status: WorkflowStatus | None = None
    issue_number: int | None = None
    model_used: str | None = None
    limit: int = 20
    offset: int = 0

    def __post_init__(self) -> None:
        """Refuse a page that cannot be.

        Raises:
            ValueError: the limit is not 1 to 100, or the offset is negative.
        """
        largest = 100
        if not 1 <= self.limit <= largest:
            raise ValueError(f"limit must be 1 to {largest}, not {self.limit}")
        if self.offset < 0:
            raise ValueError(f"offset must not be negative: {self.offset}")

    def conditions(self) -> dict[str, object]:
        """The columns that are compared, and with what."""
        wanted = {"status": self.status, "issue_number": self.issue_number, "model_used": self.model_used}
        return {
            name: value.value if isinstance(value, WorkflowStatus) else value
            for name, value in wanted.items()
            if value is not None
        }
