"""The machine's clock and randomness."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def entropy(self, size: int) -> bytes:
        """Random bytes."""
        return os.urandom(size)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
