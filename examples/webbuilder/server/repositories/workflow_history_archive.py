"""Repository of `workflow_history_archive`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class WorkflowArchiveRepository(Repository):
    """Workflows that were taken out of the history."""

    table = "workflow_history_archive"
    columns = ("adw_id", "status", "archived_reason", "archived_at")

    def archive(self, workflow: Row, reason: str) -> int:
        """Keep what is worth keeping of a workflow."""
        return self.insert(adw_id=workflow["adw_id"], status=workflow["status"], archived_reason=reason)
