"""Repository of `tool_calls`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class ToolCallRepository(Repository):
    """Calls of tools."""

    table = "tool_calls"
    columns = ("tool_call_id", "adw_id", "tool_name", "success", "duration_ms", "called_at")

    def success_rate(self, tool_name: str) -> float | None:
        """The share of a tool's finished calls that succeeded; None when there is none."""
        finished = self.count(tool_name=tool_name, success=True) + self.count(tool_name=tool_name, success=False)
        return self.count(tool_name=tool_name, success=True) / finished if finished else None

    def slowest(self, limit: int) -> list[Row]:
        """The calls that took longest.

        Those of unknown duration are left out, as the databases sort NULL differently.
        """
        known = f"{self._select()} WHERE duration_ms IS NOT NULL"
        sql = f"{known} ORDER BY duration_ms DESC, id LIMIT {self.db.placeholder}"
        return self.db.fetch_all(sql, (limit,))
