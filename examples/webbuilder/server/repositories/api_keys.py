"""Repository of `api_keys`."""

from __future__ import annotations

from server.repositories.base import Repository


class ApiKeyRepository(Repository):
    """Keys of programs."""

    table = "api_keys"
    columns = ("user_id", "key_prefix", "key_hash", "revoked", "created_at")

    def revoke(self, row_id: int) -> bool:
        """Make a key useless; it stays in the table so that its past use can be explained."""
        return self.update(row_id, revoked=True)

    def prefixes(self) -> list[str]:
        """The first four characters of each usable key, which is all that a listing may show."""
        shown = self.db.substring("key_prefix", 1, 4)
        mark = self.db.placeholder
        rows = self.db.fetch_all(f"SELECT {shown} AS shown FROM {self.table} WHERE revoked = {mark} ORDER BY id", (False,))
        return [row["shown"] for row in rows]
