"""The machine's clock and randomness."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present time, in UTC."""
        from datetime import UTC, datetime

        return datetime.now(UTC)

    def unix(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def local(self, unix: float) -> tuple[int, ...]:
        """Year, month, day, hour, minute and second of that time, in the user's time zone (`TZ`)."""
        return time.localtime(unix)[:6]

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def entropy(self, size: int) -> bytes:
        """Random bytes."""
        return os.urandom(size)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
