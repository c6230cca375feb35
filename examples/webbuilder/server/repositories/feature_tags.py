"""Repository of `feature_tags`."""

from __future__ import annotations

from server.repositories.base import Repository


class FeatureTagRepository(Repository):
    """Which feature has which tag."""

    table = "feature_tags"
    columns = ("feature_id", "tag_id")

    def names(self, feature_id: int) -> list[str]:
        """The tags of a feature."""
        sql = f"""
            SELECT tags.name FROM {self.table} JOIN tags ON tags.id = {self.table}.tag_id
            WHERE {self.table}.feature_id = {self.db.placeholder} ORDER BY tags.name
        """
        return [row["name"] for row in self.db.fetch_all(sql, (feature_id,))]
