"""How long the work on a phase took: by the calendar, nights and weekends with it. How long its checks ran is another thing."""

from typing import Literal, NamedTuple

from tracker.model.moment import unix

Origin = Literal["start", "first-run"]
_SITTING = 12 * 3600.0
"""Seconds that somebody may have worked in one go. What took longer has nights in it, and is not called work."""
_DAYS = 48 * 3600.0
"""Seconds from which on days are said."""
_TOLERANCE = 1.0
"""Seconds by which a clock may have been set while a run went on."""


class Elapsed(NamedTuple):
    """From when a phase was taken up to its completion."""

    since: str
    until: str
    seconds: float
    origin: Origin
    """What took it up: `tracker start`, or else its first run."""


def elapsed(since: str, until: str, origin: Origin, *, least: float) -> Elapsed | None:
    """What passed between two moments of the journal; None where the clock cannot have been right.

    `least`: seconds that certainly passed between them, by a clock that never runs backwards.
    """
    try:
        seconds = round(unix(until) - unix(since), 3)
    except ValueError:
        return None
    return Elapsed(since, until, seconds, origin) if seconds >= max(least - _TOLERANCE, 0.0) else None


def span_words(seconds: float) -> str:
    """`less than a minute`, `41 minutes`, `2 hours 5 minutes`, `14 hours`, `3 days`."""
    days, hours, minutes = _parts(seconds)
    if days or hours or minutes:
        return " ".join(
            f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((days, "day"), (hours, "hour"), (minutes, "minute")) if n
        )
    return "less than a minute"


def span_short(seconds: float) -> str:
    """`<1m`, `41m`, `2h05m`, `14h`, `3d`."""
    days, hours, minutes = _parts(seconds)
    if days:
        return f"{days}d"
    if hours:
        return f"{hours}h{minutes:02d}m" if minutes else f"{hours}h"
    return f"{minutes}m" if minutes else "<1m"


def _parts(seconds: float) -> tuple[int, int, int]:
    """Days alone, hours alone or hours and minutes: nobody needs the minutes of a day."""
    if seconds >= _DAYS:
        return round(seconds / 86400), 0, 0
    if seconds >= _SITTING:
        return 0, round(seconds / 3600), 0
    minutes = round(seconds / 60)
    return 0, minutes // 60, minutes % 60


def took_words(seconds: float, origin: Origin) -> str:
    """`took 41 minutes from start to completion`; what was not done in one go: `3 days from the first run to completion`."""
    took = "took " if seconds < _SITTING else ""
    return f"{took}{span_words(seconds)} from {'start' if origin == 'start' else 'the first run'} to completion"


def took_short(seconds: float) -> str:
    """`took 41m`, `3d elapsed`."""
    return f"took {span_short(seconds)}" if seconds < _SITTING else f"{span_short(seconds)} elapsed"
