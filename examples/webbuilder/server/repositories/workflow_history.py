"""Repository of `workflow_history`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class WorkflowHistoryRepository(Repository):
    """The history of workflows."""

    table = "workflow_history"
    columns = (
        "adw_id",
        "issue_number",
        "nl_input",
        "workflow_template",
        "model_used",
        "status",
        "start_time",
        "end_time",
        "duration_seconds",
        "total_tokens",
        "estimated_cost",
        "actual_cost",
        "error_message",
        "created_at",
        "updated_at",
    )

    def by_adw_id(self, adw_id: str) -> Row | None:
        """The workflow with this id."""
        return self.find_one(adw_id=adw_id)

    def finish(self, adw_id: str, status: str, end_time: str, error: str | None = None) -> bool:
        """Note how a workflow ended, and how long it took when its start is known."""
        mark = self.db.placeholder
        taken = self.db.seconds_between("start_time", mark)
        sql = f"""
            UPDATE {self.table}
            SET status = {mark}, end_time = {mark}, error_message = {mark}, duration_seconds = {taken},
                updated_at = {self.db.now()}
            WHERE adw_id = {mark}
        """
        return self.db.execute(sql, (status, end_time, error, end_time, adw_id)) > 0

    def search(self, text: str) -> list[Row]:
        """The workflows whose input contains a text, whatever the case."""
        sql = f"{self._select()} WHERE {self.db.contains_ignoring_case('nl_input')} ORDER BY id"
        return self.db.fetch_all(sql, (self.db.like_pattern(text),))

    def started_on(self, day: str) -> list[Row]:
        """The workflows that began on a day, `YYYY-MM-DD`."""
        sql = f"{self._select()} WHERE {self.db.date_of('start_time')} = {self.db.placeholder} ORDER BY id"
        return self.db.fetch_all(sql, (day,))

    def hours(self, issue_number: int) -> list[int]:
        """The hours of the day at which an issue's workflows began."""
        hour = self.db.hour_of("start_time")
        sql = f"SELECT {hour} AS hour FROM {self.table} WHERE issue_number = {self.db.placeholder} ORDER BY id"
        return [row["hour"] for row in self.db.fetch_all(sql, (issue_number,)) if row["hour"] is not None]
