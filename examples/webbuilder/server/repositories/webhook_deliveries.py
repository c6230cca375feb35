"""Repository of `webhook_deliveries`."""

from __future__ import annotations

from server.database import Row
from server.repositories.base import Repository


class WebhookDeliveryRepository(Repository):
    """Attempts to deliver to webhooks."""

    table = "webhook_deliveries"
    columns = ("webhook_id", "attempt", "status_code", "delivered_at")

    def failed(self) -> list[Row]:
        """The attempts without an answer, or with one that is not 2xx."""
        condition = "status_code IS NULL OR status_code < 200 OR status_code > 299"
        return self.db.fetch_all(f"{self._select()} WHERE {condition} ORDER BY id")
