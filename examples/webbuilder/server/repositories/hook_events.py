"""Repository of `hook_events`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class HookEventRepository(Repository):
    """Events that wait to be processed."""

    table = "hook_events"
    columns = ("event_type", "source", "payload", "processed", "created_at")

    def take(self, limit: int) -> list[Row]:
        """The oldest events that wait, marked as processed in the same transaction."""
        mark = self.db.placeholder
        sql = f"{self._select()} WHERE processed = {mark} ORDER BY id LIMIT {mark}"
        with self.db.transaction():
            events = self.db.fetch_all(sql, (False, limit))
            for event in events:
                self.update(event["id"], processed=True)
        return events
