"""Repository of `tags`."""

from __future__ import annotations

from server.repositories.base import Repository


class TagRepository(Repository):
    """Words to file features under."""

    table = "tags"
    columns = ("name", "colour")

    def ensure(self, name: str) -> int:
        """The id of a tag, which is created when there is none. Names differ by more than case."""
        sql = f"{self._select()} WHERE {self.db.same_ignoring_case('name')}"
        row = self.db.fetch_one(sql, (name,))
        return int(row["id"]) if row else self.insert(name=name)
