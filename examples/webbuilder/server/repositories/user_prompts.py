"""Repository of `user_prompts`."""

from __future__ import annotations

from server.repositories.base import Repository


class UserPromptRepository(Repository):
    """The prompts that people entered."""

    table = "user_prompts"
    columns = ("request_id", "nl_input", "captured_at", "auto_post")

    def previews(self, length: int = 20) -> list[str]:
        """The beginning of each prompt."""
        preview = self.db.substring("nl_input", 1, int(length))
        return [row["preview"] for row in self.db.fetch_all(f"SELECT {preview} AS preview FROM {self.table} ORDER BY id")]
