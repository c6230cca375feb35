"""Moments for people: in their time zone, and as long ago as they are. JSON and documents keep UTC."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class LocalClock(Protocol):
        """The time, and where it is on the wall here."""

        def unix(self) -> float:
            """Seconds since 1970."""
            ...

        def local(self, unix: float) -> Sequence[int]:
            """Year, month, day, hour, minute and second in the time zone of the user."""
            ...


_SKEW = 120.0
"""Seconds by which clocks of two machines differ and nobody has to know."""
_RECENT = 6 * 3600.0
"""Seconds for which hours are said, also past midnight."""
_WEEK = 7


class When:
    """Says when things were, seen from one moment."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self._now = clock.unix()

    def ago(self, at: str | None) -> str:
        """`just now`, `3 minutes ago`, `5 hours ago`, `yesterday 14:02`, `3 days ago`, `2026-11-02 14:02`; empty for no moment.

        What is in the future was written by a clock that is ahead, and is given as it is.
        """
        moment = self._unix(at)
        if moment is None:
            return at or ""
        seconds = self._now - moment
        if seconds < -_SKEW:
            return f"{self.minute(at)} (ahead of this clock)"
        if seconds < 60:  # noqa: PLR2004 - seconds in a minute
            return "just now"
        if seconds < 3600:  # noqa: PLR2004 - seconds in an hour
            return _count(seconds // 60, "minute")
        return self._hours_or_days(at, moment, seconds)

    def _hours_or_days(self, at: str | None, moment: float, seconds: float) -> str:
        from tracker.model.moment import civil_day

        then, today = self._clock.local(moment), self._clock.local(self._now)
        days = civil_day(*today[:3]) - civil_day(*then[:3])
        if days <= 0 or seconds < _RECENT:
            return _count(seconds // 3600, "hour")
        if days == 1:
            return f"yesterday {then[3]:02d}:{then[4]:02d}"
        return _count(days, "day") if days < _WEEK else self.minute(at)

    def minute(self, at: str | None) -> str:
        """`2026-11-02 14:02`."""
        return self.second(at)[:16]

    def second(self, at: str | None) -> str:
        """`2026-11-02 14:02:59`; what is no moment as it is."""
        moment = self._unix(at)
        if moment is None:
            return at or ""
        year, month, day, hour, minute, second = self._clock.local(moment)[:6]
        return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"

    def clock(self, at: str | None) -> str:
        """`14:02:59`."""
        return self.second(at)[11:19]

    def day(self, at: str | None) -> str:
        """`2026-11-02`."""
        return self.second(at)[:10]

    def full(self, at: str | None) -> str:
        """`2026-11-02 14:02:59`, and how long ago that is where it says more."""
        exact, ago = self.second(at), self.ago(at)
        return exact if ago[:10] == exact[:10] else f"{exact} ({ago})"

    def _unix(self, at: str | None) -> float | None:
        """None also for what somebody wrote into a journal by hand, or what no calendar here has."""
        if not at:
            return None
        from tracker.model.moment import unix

        try:
            moment = unix(at)
            self._clock.local(moment)
        except (ValueError, OverflowError, OSError):
            return None
        return moment


def _count(number: float, word: str) -> str:
    whole = int(number)
    return f"{whole} {word}{'' if whole == 1 else 's'} ago"
