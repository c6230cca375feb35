"""Repository of `adw_locks`."""

from __future__ import annotations

from server.repositories.base import Repository


class AdwLockRepository(Repository):
    """Which workflow holds which issue."""

    table = "adw_locks"
    columns = ("issue_number", "adw_id", "status", "github_url", "created_at", "updated_at")

    def acquire(self, issue_number: int, adw_id: str, github_url: str | None = None) -> bool:
        """Take an issue's lock. Returns False when another workflow holds it."""
        mark = self.db.placeholder
        sql = f"""
            INSERT INTO {self.table} (issue_number, adw_id, github_url) VALUES ({self.db.placeholders(3)})
            ON CONFLICT (issue_number) DO NOTHING
        """
        self.db.execute(sql, (issue_number, adw_id, github_url))
        holder = self.db.fetch_value(f"SELECT adw_id FROM {self.table} WHERE issue_number = {mark}", (issue_number,))
        return bool(holder == adw_id)

    def set_status(self, issue_number: int, adw_id: str, status: str) -> bool:
        """Note what the holder is doing. Returns False when it does not hold the lock."""
        mark = self.db.placeholder
        sql = f"UPDATE {self.table} SET status = {mark}, updated_at = {self.db.now()}"
        return self.db.execute(f"{sql} WHERE issue_number = {mark} AND adw_id = {mark}", (status, issue_number, adw_id)) > 0

    def release(self, issue_number: int, adw_id: str) -> bool:
        """Give the lock back. Returns False when the workflow does not hold it."""
        mark = self.db.placeholder
        sql = f"DELETE FROM {self.table} WHERE issue_number = {mark} AND adw_id = {mark}"
        return self.db.execute(sql, (issue_number, adw_id)) > 0

    def delete_older_than(self, days: int) -> int:
        """Remove locks that nobody has touched for so long. Returns how many there were."""
        return self.db.execute(f"DELETE FROM {self.table} WHERE updated_at < {self.db.days_ago()}", (days,))
