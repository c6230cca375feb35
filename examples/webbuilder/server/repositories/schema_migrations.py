"""Repository of `schema_migrations`."""

from __future__ import annotations

from server.repositories.base import Repository


class SchemaMigrationRepository(Repository):
    """Which migrations this database has seen."""

    table = "schema_migrations"
    columns = ("version", "name", "checksum", "applied_at")

    def applied(self) -> list[int]:
        """The versions that were applied, in their order."""
        return [row["version"] for row in self.db.fetch_all(f"SELECT version FROM {self.table} ORDER BY version")]
