"""Lengths of time as people write them: `10m`, `1h30m`, `2-3 hours`, `~2 days`."""

import re
from typing import NamedTuple

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_LONG = {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("wk", "wks", "week", "weeks"), "w"),
}
_WORDS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
_LIMIT = 36500 * 86400.0
"""A century, in seconds: beyond it clocks and timers overflow."""
WORKING_DAY = 8.0
"""Hours of work in a day, where the plan does not say otherwise."""
_WEEK = 5
"""Working days in a week."""
_PART = r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)"
_PARTS = rf"(?:{_PART})+\s*"
_BETWEEN = r"(?:-|\u2013|\u2014|(?<![a-z])to(?![a-z]))"
"""Texts are read when the plan is; a look at one that is kept compiles none of these."""


def _unit(word: str) -> str:
    name = _LONG.get(word, word)
    if name not in _UNITS:
        raise ValueError(f"unknown unit {word!r}; one of ms, s, m, h, d, w")
    return name


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
        total += float(match[1]) * _UNITS[_unit(match[2])]
        rest = rest[match.end() :].strip()
    if total <= 0:
        raise ValueError(f"{text!r} is not a duration; write it like 90s, 10m or 1h 30m")
    return _limited(total, text)


class Estimate(NamedTuple):
    """A range of hours of work. Ranges add as ranges."""

    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    """`d` or `w` where it was written in whole days or weeks, and is said in these; empty: in hours or minutes."""
    day: float = WORKING_DAY
    """Hours of work in a day."""

    @classmethod
    def parse(cls, text: str, day: float = WORKING_DAY) -> "Estimate":
        """The range in `30 min`, `1h30m`, `~2 hours`, `4-6h`, `2-3 days`, `1 week`; a day has `day` hours, a week five days.

        Raises:
            ValueError: the text is not an estimate, or its end is before its start.
        """
        low, *rest = re.split(_BETWEEN, text.strip().lower().removeprefix("~"), maxsplit=1)
        end = _parts(rest[0] if rest else low, text)
        bare = rest and re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", low)
        if bare and len(end) > 1:
            raise _no_estimate(text)  # of which unit is the 1 in `1-2h30m`?
        start = [(float(low), end[0][1])] if bare else _parts(low, text)
        least, most = (sum(count * _hours(unit, day) for count, unit in parts) for parts in (start, end))
        if most < least:
            raise ValueError(f"{text!r} ends before it starts")
        _limited(most * 3600, text)
        units = {unit for _, unit in (*start, *end)}
        return cls(least, most, ("d" if "d" in units else "w") if units <= {"d", "w"} else "", day)

    def __add__(self, other: "Estimate") -> "Estimate":  # type: ignore[override]  # hours add up
        known = [part for part in (self, other) if part.high]
        alike = len({part[2:] for part in known}) == 1
        low, high = self.low + other.low, self.high + other.high
        return Estimate(low, high, known[0].unit, known[0].day) if alike else Estimate(low, high)

    @property
    def middle(self) -> float:
        """Hours in the middle of the range."""
        return (self.low + self.high) / 2

    @property
    def short(self) -> str:
        """`2-3h`, `30m`, `1h30m`, `2d`."""
        return "".join(figures + unit for figures, unit in self._said())

    @property
    def words(self) -> str:
        """`2-3 hours`, `1 hour`, `30 minutes`, `1 hour 30 minutes`, `2 days`."""
        return " ".join(f"{figures} {_WORDS[unit]}{'' if figures == '1' else 's'}" for figures, unit in self._said())

    def _said(self) -> list[tuple[str, str]]:
        """Figures, each with its unit: the one that it was written in, or the one that keeps it readable and exact."""
        unit = self.unit or ("m" if 0 < self.high < 1 else "h")
        minutes = round(self.high * 60)
        if unit == "h" and self.low == self.high < _LONG_WORK and minutes % 60 and abs(minutes - self.high * 60) < _EXACT:
            return [(str(minutes // 60), "h"), (str(minutes % 60), "m")]
        if unit == "h" and self.high < _LONG_WORK and not all(_is_exact(hours) for hours in self[:2]):
            unit = "m"
        low, high = (_figure(hours / _hours(unit, self.day)) for hours in self[:2])
        return [(low if low == high else f"{low}-{high}", unit)]


_LONG_WORK = 24
"""Hours from which on no minutes are said."""
_EXACT = 1e-6


def _is_exact(hours: float) -> bool:
    """Whether two decimals say it."""
    return abs(round(hours, 2) - hours) < _EXACT


def _hours(unit: str, day: float) -> float:
    """Hours of work in a unit."""
    return {"d": day, "w": day * _WEEK}.get(unit) or _UNITS[unit] / 3600


def _parts(text: str, whole: str) -> list[tuple[float, str]]:
    """Each figure with its unit, of `1h 30m`."""
    if re.fullmatch(_PARTS, text) is None:
        raise _no_estimate(whole)
    return [(float(count), _unit(word)) for count, word in re.findall(_PART, text)]


def _no_estimate(text: str) -> ValueError:
    return ValueError(f"{text!r} is not an estimate; write it like 30 min, 1h30m, 2-3 hours, 2 days or 1 week")


def parse_working_day(text: str) -> float:
    """Hours in `8h` or `7h 30m`.

    Raises:
        ValueError: the text is not a length of time, or a day has not that many hours.
    """
    hours = parse_seconds(text) / 3600
    if not 1 <= hours <= 24:  # noqa: PLR2004 - hours of a day
        raise ValueError(f"{text!r} is not a working day; expected 1 to 24 hours, such as 8h")
    return hours


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
