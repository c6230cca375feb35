"""What a report may cost, and the error for one that cannot be believed."""

from __future__ import annotations

from tracker.errors import TrackerError

SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes of a report."""
SECONDS_LIMIT = 60.0
"""Seconds that reading one report may take."""
CASE_LIMIT = 1_000_000
"""Tests of a report."""
DEPTH_LIMIT = 64
"""Levels of elements."""
TAG_LIMIT = 8 * 1024 * 1024
"""Bytes of a single tag: one without an end would fill the memory."""
TEXT_LIMIT = 64 * 1024
"""Characters of one failure's text that are looked at: its end, where a traceback says what was raised."""
PROPERTY_LIMIT = 10_000
"""Values of properties of a report."""
MESSAGE_LIMIT = 500
DETAIL_LIMIT = 4000
DETAIL_LINES = 30
DETAIL_BUDGET = 32 * 1024 * 1024
"""Characters of all tracebacks of one report together; those after it are left out, their messages are not."""


class UnreadableReportError(TrackerError):
    """A report that cannot be believed: damaged, empty, hostile or no report at all. It is not `0 failures`."""


def capped(message: str) -> str:
    """A message within its limit."""
    return message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 1] + "…"


def end_of(text: str) -> str:
    """The last lines of a traceback."""
    return "\n".join(text.rstrip().splitlines()[-DETAIL_LINES:])[-DETAIL_LIMIT:]
