"""Repository of `users`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class UserRepository(Repository):
    """People who use the application."""

    table = "users"
    columns = ("username", "email", "display_name", "is_active", "created_at")

    def by_name(self, username: str) -> Row | None:
        """The user with this name, whatever the case of its letters: people type it."""
        sql = f"{self._select()} WHERE {self.db.same_ignoring_case('username')}"
        return self.db.fetch_one(sql, (username,))

    def active(self) -> list[Row]:
        """The users who may sign in."""
        return self.find(is_active=True)
