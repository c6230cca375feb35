"""Repository of `webhooks`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class WebhookRepository(Repository):
    """Who is told about what."""

    table = "webhooks"
    columns = ("url", "event_type", "enabled", "created_at")

    def for_event(self, event_type: str) -> list[Row]:
        """The webhooks that want to be told about an event."""
        return self.find(event_type=event_type, enabled=True)
