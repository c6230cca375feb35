"""Repository of `phase_results`."""

from __future__ import annotations

from server.repositories.base import Repository


class PhaseResultRepository(Repository):
    """How executions of phases ended."""

    table = "phase_results"
    columns = ("queue_id", "outcome", "duration_seconds", "detail", "created_at")

    def mean_duration(self, outcome: str) -> float | None:
        """The mean duration, in seconds, of the executions that ended so."""
        sql = f"SELECT AVG(duration_seconds) AS mean FROM {self.table} WHERE outcome = {self.db.placeholder}"
        value = self.db.fetch_value(sql, (outcome,))
        return None if value is None else float(value)
