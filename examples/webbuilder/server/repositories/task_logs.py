"""Repository of `task_logs`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class TaskLogRepository(Repository):
    """The log of workflows, for people."""

    table = "task_logs"
    columns = ("adw_id", "issue_number", "phase_name", "phase_status", "message", "created_at")

    def latest(self, adw_id: str) -> Row | None:
        """The last line of a workflow's log."""
        sql = f"{self._select()} WHERE adw_id = {self.db.placeholder} ORDER BY id DESC LIMIT 1"
        return self.db.fetch_one(sql, (adw_id,))
