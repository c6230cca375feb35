"""Repository of `adw_states`."""

from __future__ import annotations

from server.repositories.base import Repository


class AdwStateRepository(Repository):
    """What each workflow last reported."""

    table = "adw_states"
    columns = ("adw_id", "phase", "progress", "worktree_path", "updated_at")

    def report(self, adw_id: str, phase: str, progress: float) -> None:
        """Replace what a workflow reported before."""
        sql = f"""
            INSERT INTO {self.table} (adw_id, phase, progress) VALUES ({self.db.placeholders(3)})
            ON CONFLICT (adw_id) DO UPDATE
            SET phase = excluded.phase, progress = excluded.progress, updated_at = {self.db.now()}
        """
        self.db.execute(sql, (adw_id, phase, progress))
