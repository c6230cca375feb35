"""Repository of `requests`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class RequestRepository(Repository):
    """What people asked for."""

    table = "requests"
    columns = ("request_id", "title", "body", "status", "issue_number", "created_at")

    def search(self, text: str) -> list[Row]:
        """The requests whose title contains a text, whatever the case."""
        sql = f"{self._select()} WHERE {self.db.contains_ignoring_case('title')} ORDER BY id"
        return self.db.fetch_all(sql, (self.db.like_pattern(text),))
