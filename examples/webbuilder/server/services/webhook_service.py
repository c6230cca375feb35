"""Tells others what happened."""

from __future__ import annotations

from collections.abc import Callable

from server.database import DatabaseAdapter, get_adapter
from server.repositories import WebhookDeliveryRepository, WebhookRepository

Sender = Callable[[str, str], int]
"""Sends a payload to a URL. Returns the status code; raises OSError when there is no answer."""


class WebhookService:
    """Delivers events to the webhooks that want them."""

    def __init__(self, send: Sender, adapter: DatabaseAdapter | None = None, attempts: int = 3) -> None:
        """Try each delivery so often at most."""
        db = adapter or get_adapter()
        self._webhooks = WebhookRepository(db)
        self._deliveries = WebhookDeliveryRepository(db)
        self._send = send
        self._attempts = attempts

    def deliver(self, event_type: str, payload: str) -> int:
        """Tell everybody. Returns how many were reached."""
        return sum(self._deliver(row["id"], row["url"], payload) for row in self._webhooks.for_event(event_type))

    def _deliver(self, webhook_id: int, url: str, payload: str) -> bool:
        for attempt in range(1, self._attempts + 1):
            code = self._try(url, payload)
            self._deliveries.insert(webhook_id=webhook_id, attempt=attempt, status_code=code)
            if code is not None and code // 100 == 2:  # noqa: PLR2004 - 2xx
                return True
        return False

    def _try(self, url: str, payload: str) -> int | None:
        try:
            return self._send(url, payload)
        except OSError:
            return None
