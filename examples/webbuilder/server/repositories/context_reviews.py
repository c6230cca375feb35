"""Repository of `context_reviews`."""

from __future__ import annotations

from server.repositories.base import Repository


class ContextReviewRepository(Repository):
    """Reviews of how much context a change needs."""

    table = "context_reviews"
    columns = ("change_description", "status", "token_estimate", "result", "created_at")

    def complete(self, row_id: int, result: str, token_estimate: int) -> bool:
        """Note a review's result."""
        return self.update(row_id, status="complete", result=result, token_estimate=token_estimate)
