"""Repository of `workflow_steps`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class WorkflowStepRepository(Repository):
    """The steps of workflows."""

    table = "workflow_steps"
    columns = ("adw_id", "step_number", "name", "status", "duration_seconds")

    def of(self, adw_id: str) -> list[Row]:
        """The steps of a workflow by their number."""
        sql = f"{self._select()} WHERE adw_id = {self.db.placeholder} ORDER BY step_number"
        return self.db.fetch_all(sql, (adw_id,))

    def progress(self, adw_id: str) -> float:
        """How much of a workflow is done, 0 to 1."""
        total = self.count(adw_id=adw_id)
        return self.count(adw_id=adw_id, status="done") / total if total else 0.0
