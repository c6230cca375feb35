"""The present moment, for what is printed."""

from __future__ import annotations

from tracker.adapters.clock import SystemClock
from tracker.formats.when import When


def when() -> When:
    """Says when things were, in the user's time zone (`TZ`)."""
    return When(SystemClock())
