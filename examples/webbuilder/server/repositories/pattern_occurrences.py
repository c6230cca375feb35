"""Repository of `pattern_occurrences`."""

from __future__ import annotations

from server.repositories.base import Repository


class PatternOccurrenceRepository(Repository):
    """Where patterns were seen."""

    table = "pattern_occurrences"
    columns = ("pattern_id", "adw_id", "similarity")

    def workflows(self, pattern_id: int) -> list[str]:
        """The workflows in which a pattern was seen, the most similar first."""
        sql = f"SELECT adw_id FROM {self.table} WHERE pattern_id = {self.db.placeholder}"
        sql += " ORDER BY similarity DESC, adw_id"
        return [row["adw_id"] for row in self.db.fetch_all(sql, (pattern_id,))]
