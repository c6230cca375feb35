"""Repository of `sessions`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class SessionRepository(Repository):
    """Sign-ins, and when they end."""

    table = "sessions"
    columns = ("user_id", "token_hash", "expires_at", "last_seen_at", "created_at")

    def expired(self) -> list[Row]:
        """The sessions that are over."""
        return self.db.fetch_all(f"{self._select()} WHERE expires_at < {self.db.now()} ORDER BY id")

    def delete_expired(self) -> int:
        """Remove the sessions that are over. Returns how many there were."""
        return self.db.execute(f"DELETE FROM {self.table} WHERE expires_at < {self.db.now()}")

    def touch(self, row_id: int) -> bool:
        """Note that the session was used now."""
        sql = f"UPDATE {self.table} SET last_seen_at = {self.db.now()} WHERE id = {self.db.placeholder}"
        return self.db.execute(sql, (row_id,)) > 0
