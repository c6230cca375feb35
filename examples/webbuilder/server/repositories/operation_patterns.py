"""Repository of `operation_patterns`."""

from __future__ import annotations

from server.repositories.base import Repository


class OperationPatternRepository(Repository):
    """Operations that occur again and again."""

    table = "operation_patterns"
    columns = ("signature", "category", "occurrence_count", "confidence", "last_seen_at")

    def record(self, signature: str, category: str) -> None:
        """Count one more occurrence of an operation, or the first one."""
        sql = f"""
            INSERT INTO {self.table} (signature, category) VALUES ({self.db.placeholders(2)})
            ON CONFLICT (signature) DO UPDATE
            SET occurrence_count = {self.table}.occurrence_count + 1, last_seen_at = {self.db.now()}
        """
        self.db.execute(sql, (signature, category))
