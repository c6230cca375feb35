"""Lengths of time as people write them: `10m`, `2-3 hours`, `~6 hours`."""

import re
from typing import NamedTuple

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONG = {
    "second": "s",
    "seconds": "s",
    "sec": "s",
    "minute": "m",
    "minutes": "m",
    "min": "m",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
}
_LIMIT = 36500 * 86400.0
"""A century, in seconds: beyond it clocks and timers overflow."""
_PART = r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)"
_RANGE = r"~?\s*(\d+(?:\.\d+)?)(?:\s*(?:-|\u2013|to)\s*(\d+(?:\.\d+)?))?\s*([a-z]+)\s*"
"""Texts are read when the plan is; a look at one that is kept compiles neither."""


def _unit(word: str) -> float:
    name = _LONG.get(word, word)
    if name not in _UNITS:
        raise ValueError(f"unknown unit {word!r}; one of ms, s, m, h, d")
    return _UNITS[name]


def _limited(seconds: float, text: str) -> float:
    if seconds > _LIMIT:
        raise ValueError(f"{text[:40]!r} is longer than a century")
    return seconds


def parse_seconds(text: str) -> float:
    """Seconds in `90s`, `10m`, `1h 30m`, `500 ms`.

    Raises:
        ValueError: the text is not a length of time greater than nothing.
    """
    rest = text.strip().lower()
    total = 0.0
    while rest:
        match = re.match(_PART, rest)
        if match is None:
            raise ValueError(f"{text!r} is not a duration; write it like 90s, 10m or 1h 30m")
        total += float(match[1]) * _unit(match[2])
        rest = rest[match.end() :].strip()
    if total <= 0:
        raise ValueError(f"{text!r} is not a duration; write it like 90s, 10m or 1h 30m")
    return _limited(total, text)


class Estimate(NamedTuple):
    """A range of hours. Ranges add as ranges."""

    low: float = 0.0
    high: float = 0.0

    @classmethod
    def parse(cls, text: str) -> "Estimate":
        """The range in `2-3 hours`, `~2 hours`, `30 minutes`.

        Raises:
            ValueError: the text is not an estimate, or its end is before its start.
        """
        match = re.fullmatch(_RANGE, text.strip().lower())
        if match is None:
            raise ValueError(f"{text!r} is not an estimate; write it like 2 hours, 2-3 hours or 30 minutes")
        hours = _unit(match[3]) / 3600
        low = float(match[1]) * hours
        high = float(match[2]) * hours if match[2] else low
        if high < low:
            raise ValueError(f"{text!r} ends before it starts")
        _limited(high * 3600, text)
        return cls(low, high)

    def __add__(self, other: "Estimate") -> "Estimate":  # type: ignore[override]  # hours add up
        return Estimate(self.low + other.low, self.high + other.high)

    @property
    def middle(self) -> float:
        """Hours in the middle of the range."""
        return (self.low + self.high) / 2

    def _figures(self) -> tuple[str, str]:
        """Both ends in the unit that keeps them readable, and that unit."""
        scale, unit = (60, "m") if 0 < self.high < 1 else (1, "h")
        low, high = (_figure(value * scale) for value in (self.low, self.high))
        return (low if low == high else f"{low}-{high}"), unit

    @property
    def short(self) -> str:
        """`2-3h`, `30m`."""
        figures, unit = self._figures()
        return figures + unit

    @property
    def words(self) -> str:
        """`2-3 hours`, `1 hour`, `30 minutes`."""
        figures, unit = self._figures()
        word = {"h": "hour", "m": "minute"}[unit]
        return f"{figures} {word}" if figures == "1" else f"{figures} {word}s"


def _figure(value: float) -> str:
    """Four digits are enough, and a large figure is not written with an exponent."""
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"  # noqa: PLR2004 - from here on no decimal is shown


def seconds_words(seconds: float) -> str:
    """A measured length for people: `0.4 s`, `12 s`, `3m 20s`, `2h 05m`."""
    if round(seconds, 1) < 10:  # noqa: PLR2004 - below ten seconds a decimal still says something
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004
        return f"{whole} s"
    if whole < 3600:  # noqa: PLR2004
        return f"{whole // 60}m {whole % 60:02d}s"
    return f"{whole // 3600}h {whole % 3600 // 60:02d}m"
