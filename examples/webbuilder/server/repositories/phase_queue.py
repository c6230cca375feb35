"""Repository of `phase_queue`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class PhaseQueueRepository(Repository):
    """The queue of phases."""

    table = "phase_queue"
    columns = (
        "queue_id",
        "parent_issue",
        "phase_number",
        "issue_number",
        "status",
        "depends_on_phase",
        "queue_position",
        "priority",
        "phase_data",
        "error_message",
        "created_at",
        "updated_at",
    )

    def enqueue(self, queue_id: str, parent_issue: int, phase_number: int, **values: object) -> int:
        """Put a phase at the end of its issue's queue. Returns the row's id."""
        position = self.next_position(parent_issue)
        return self.insert(
            queue_id=queue_id,
            parent_issue=parent_issue,
            phase_number=phase_number,
            queue_position=position,
            **values,
        )

    def next_position(self, parent_issue: int) -> int:
        """The position after the last one of an issue, from 1."""
        sql = f"SELECT MAX(queue_position) AS last FROM {self.table} WHERE parent_issue = {self.db.placeholder}"
        return int(self.db.fetch_value(sql, (parent_issue,)) or 0) + 1

    def in_order(self, parent_issue: int) -> list[Row]:
        """The phases of an issue by their position."""
        sql = f"{self._select()} WHERE parent_issue = {self.db.placeholder} ORDER BY queue_position, id"
        return self.db.fetch_all(sql, (parent_issue,))

    def ready(self) -> list[Row]:
        """The phases that may be executed: the most urgent first, then by position."""
        sql = f"{self._select()} WHERE status = {self.db.placeholder} ORDER BY priority, queue_position, id"
        return self.db.fetch_all(sql, ("ready",))

    def set_status(self, queue_id: str, status: str, error: str | None = None) -> bool:
        """Change a phase's status, and note why."""
        mark = self.db.placeholder
        sql = f"UPDATE {self.table} SET status = {mark}, error_message = {mark}, updated_at = {self.db.now()}"
        return self.db.execute(f"{sql} WHERE queue_id = {mark}", (status, error, queue_id)) > 0

    def move(self, queue_id: str, position: int) -> bool:
        """Give a phase another position."""
        mark = self.db.placeholder
        sql = f"UPDATE {self.table} SET queue_position = {mark} WHERE queue_id = {mark}"
        return self.db.execute(sql, (position, queue_id)) > 0
