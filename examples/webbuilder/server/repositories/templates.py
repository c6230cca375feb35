"""Repository of `templates`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class TemplateRepository(Repository):
    """Workflow templates and how often each was used."""

    table = "templates"
    columns = ("name", "category", "keywords", "body", "usage_count", "created_at")

    def use(self, name: str) -> bool:
        """Count one more use of a template."""
        sql = f"UPDATE {self.table} SET usage_count = usage_count + 1 WHERE name = {self.db.placeholder}"
        return self.db.execute(sql, (name,)) > 0

    def popular(self, limit: int) -> list[Row]:
        """The templates that are used most; the older one first among equals."""
        sql = f"{self._select()} ORDER BY usage_count DESC, id LIMIT {self.db.placeholder}"
        return self.db.fetch_all(sql, (limit,))
