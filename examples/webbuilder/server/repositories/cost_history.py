"""Repository of `cost_history`."""

from __future__ import annotations

from server.repositories.base import Repository


class CostHistoryRepository(Repository):
    """What workflows cost."""

    table = "cost_history"
    columns = ("adw_id", "phase_name", "model", "input_tokens", "output_tokens", "cost_usd", "recorded_at")

    def total(self, adw_id: str) -> float:
        """What a workflow cost so far, in US dollars."""
        sql = f"SELECT SUM(cost_usd) AS total FROM {self.table} WHERE adw_id = {self.db.placeholder}"
        return round(float(self.db.fetch_value(sql, (adw_id,)) or 0.0), 6)

    def by_model(self) -> dict[str, float]:
        """What each model cost, in US dollars."""
        rows = self.db.fetch_all(f"SELECT model, SUM(cost_usd) AS total FROM {self.table} GROUP BY model ORDER BY model")
        return {row["model"]: round(float(row["total"]), 6) for row in rows}
