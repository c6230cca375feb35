"""Repository of `planned_features`."""

from __future__ import annotations

from server.repositories.base import Repository


class PlannedFeatureRepository(Repository):
    """The roadmap."""

    table = "planned_features"
    columns = ("title", "item_type", "status", "priority", "estimated_hours", "created_at")

    def hours_left(self) -> float:
        """The estimated hours of everything that is not done."""
        sql = f"SELECT SUM(estimated_hours) AS hours FROM {self.table} WHERE status <> {self.db.placeholder}"
        return float(self.db.fetch_value(sql, ("done",)) or 0.0)
