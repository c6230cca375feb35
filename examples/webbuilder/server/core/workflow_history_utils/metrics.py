"""Figures of a workflow."""

from __future__ import annotations

_CATEGORIES = (
    ("timeout", ("timed out", "timeout", "deadline")),
    ("network", ("connection", "unreachable", "dns")),
    ("permission", ("permission denied", "forbidden", "401", "403")),
    ("syntax", ("syntax error", "unexpected token", "indentation")),
    ("test_failure", ("assert", "test failed", "tests failed")),
)
_STEPS = ((3, 5.0, "low"), (8, 30.0, "medium"))


def categorize_error(message: str | None) -> str:
    """The kind of an error, by its first telling word; `none` without a message."""
    if not message:
        return "none"
    lowered = message.lower()
    return next((kind for kind, words in _CATEGORIES if any(word in lowered for word in words)), "unknown")


def estimate_complexity(steps: int, minutes: float) -> str:
    """`low`, `medium` or `high`, by the number of steps and the duration, whichever is worse."""
    for most_steps, most_minutes, level in _STEPS:
        if steps <= most_steps and minutes <= most_minutes:
            return level
    return "high"


def cost_efficiency(estimated: float | None, actual: float | None) -> float | None:
    """The score 0 to 100 of a cost against its estimate: 100 at or below it, 0 at twice as much or more.

    None when one of the two is not known.
    """
    if not estimated or actual is None:
        return None
    return round(100 * min(1.0, max(0.0, 2 - actual / estimated)), 1)


def cache_efficiency(cached_tokens: int, total_tokens: int) -> float:
    """The share of tokens that came from the cache, 0 to 1."""
    return round(cached_tokens / total_tokens, 4) if total_tokens else 0.0
