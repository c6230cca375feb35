"""The history of workflows: begin, end, archive, look up."""

from __future__ import annotations

from server.core.workflow_history_utils.models import WorkflowStatus
from server.database import DatabaseAdapter, Row, get_adapter
from server.repositories import (
    CostHistoryRepository,
    WorkflowArchiveRepository,
    WorkflowHistoryRepository,
    WorkflowStepRepository,
)


class WorkflowHistoryService:
    """Keeps the tables about workflows in step with each other."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._db = adapter or get_adapter()
        self._history = WorkflowHistoryRepository(self._db)
        self._steps = WorkflowStepRepository(self._db)
        self._costs = CostHistoryRepository(self._db)
        self._archive = WorkflowArchiveRepository(self._db)

    def begin(self, adw_id: str, issue_number: int, steps: list[str], start_time: str) -> int:
        """Record a workflow and its steps, or nothing. Returns the row's id."""
        with self._db.transaction():
            row_id = self._history.insert(
                adw_id=adw_id,
                issue_number=issue_number,
                status=WorkflowStatus.RUNNING.value,
                start_time=start_time,
            )
            for number, name in enumerate(steps, start=1):
                self._steps.insert(adw_id=adw_id, step_number=number, name=name)
        return row_id

    def end(self, adw_id: str, end_time: str, error: str | None = None) -> Row | None:
        """Record how a workflow ended and what it cost. Returns its row."""
        status = WorkflowStatus.FAILED if error else WorkflowStatus.COMPLETED
        with self._db.transaction():
            if self._history.finish(adw_id, status.value, end_time, error):
                row = self._history.by_adw_id(adw_id)
                if row is not None:
                    self._history.update(row["id"], actual_cost=self._costs.total(adw_id))
        return self._history.by_adw_id(adw_id)

    def archive(self, adw_id: str, reason: str) -> bool:
        """Move a workflow to the archive. Returns whether there was one."""
        row = self._history.by_adw_id(adw_id)
        if row is None:
            return False
        with self._db.transaction():
            self._archive.archive(row, reason)
            self._history.delete(row["id"])
        return True
