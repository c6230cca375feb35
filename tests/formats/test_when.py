"""When things were: in the reader's time zone, and as long ago as they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.clock import SystemClock
from tracker.formats.when import When
from tracker.model.moment import civil_day, unix


class Stopped(SystemClock):
    """A clock that stands still; the time zone is that of the process."""

    def __init__(self, now: str) -> None:
        self._now = unix(now)

    def unix(self) -> float:
        return self._now


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def set_to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


def at(now: str, moment: str) -> str:
    return When(Stopped(now)).ago(moment)


NOW = "2026-11-28T12:30:00.000Z"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-28T12:29:59.999Z", "just now"),
        ("2026-11-28T12:29:01Z", "just now"),
        ("2026-11-28T12:29:00Z", "1 minute ago"),
        ("2026-11-28T12:27:00Z", "3 minutes ago"),
        ("2026-11-28T11:30:01Z", "59 minutes ago"),
        ("2026-11-28T11:30:00Z", "1 hour ago"),
        ("2026-11-28T00:00:00Z", "12 hours ago"),
        ("2026-11-27T23:59:59Z", "yesterday 23:59"),
        ("2026-11-27T00:00:00Z", "yesterday 00:00"),
        ("2026-11-26T23:59:59Z", "2 days ago"),
        ("2026-11-22T00:00:00Z", "6 days ago"),
        ("2026-11-21T14:02:59Z", "2026-11-21 14:02"),
        ("2025-11-28T12:30:00Z", "2025-11-28 12:30"),
        ("1970-01-01T00:00:00Z", "1970-01-01 00:00"),
        ("1815-12-10T10:00:00Z", "1815-12-10 10:00"),
        ("", ""),
        ("some day", "some day"),
        ("2026-13", "2026-13"),
    ],
)
def test_how_long_ago(zone: object, moment: str, words: str) -> None:
    zone("UTC")  # type: ignore[operator]
    assert at(NOW, moment) == words


def test_no_moment_has_no_words() -> None:
    assert When(Stopped(NOW)).ago(None) == ""


@pytest.mark.parametrize("seconds", [1, 5, 119])
def test_a_clock_that_is_a_little_ahead_is_not_spoken_of(zone: object, seconds: int) -> None:
    zone("UTC")  # type: ignore[operator]
    later = (datetime(2026, 11, 28, 12, 30, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    assert at(NOW, later) == "just now"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-28T12:35:00Z", "2026-11-28 13:35 (ahead of this clock)"),
        ("2031-07-01T00:00:00Z", "2031-07-01 02:00 (ahead of this clock)"),
    ],
)
def test_what_is_in_the_future_is_given_as_it_is(zone: object, moment: str, words: str) -> None:
    zone("Europe/Berlin")  # type: ignore[operator]
    assert at(NOW, moment) == words
    assert When(Stopped(NOW)).full(moment).startswith(f"{words[:16]}:00")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UTC", "yesterday 20:30"),
        ("Asia/Tokyo", "yesterday 05:30"),  # there it is the 28th and 21:30 by now
        ("America/New_York", "yesterday 15:30"),
        ("Pacific/Kiritimati", "yesterday 10:30"),
        ("Asia/Kolkata", "yesterday 02:00"),
        ("No/Such_Zone", "yesterday 20:30"),
    ],
)
def test_the_time_zone_is_that_of_the_reader(zone: object, name: str, words: str) -> None:
    zone(name)  # type: ignore[operator]
    moment = "2026-11-27T20:30:00Z"
    said = at(NOW, moment)
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(name) if name != "No/Such_Zone" else UTC)
    today = datetime.fromisoformat(NOW).astimezone(local.tzinfo)
    if local.date() == today.date():
        assert said == "16 hours ago"
    else:
        assert said == words


def test_an_hour_that_comes_twice_and_one_that_is_left_out(zone: object) -> None:
    zone("Europe/Berlin")  # type: ignore[operator]
    when = When(Stopped("2026-10-25T03:30:00Z"))  # clocks went from 3:00 to 2:00 at 01:00 UTC
    assert [when.minute(f"2026-10-25T0{hour}:30:00Z") for hour in (0, 1, 2)] == [
        "2026-10-25 02:30",
        "2026-10-25 02:30",
        "2026-10-25 03:30",
    ]
    assert [when.ago(f"2026-10-25T0{hour}:30:00Z") for hour in (0, 1, 2)] == ["3 hours ago", "2 hours ago", "1 hour ago"]
    spring = When(Stopped("2026-03-29T10:00:00Z"))  # from 2:00 to 3:00 at 01:00 UTC: a day of 23 hours
    assert spring.ago("2026-03-28T22:30:00Z") == "yesterday 23:30"
    assert spring.ago("2026-03-28T23:30:00Z") == "10 hours ago"
    assert spring.minute("2026-03-29T01:30:00Z") == "2026-03-29 03:30"
    assert When(Stopped("2026-03-30T10:00:00Z")).ago("2026-03-28T22:30:00Z") == "2 days ago"


def test_a_moment_as_the_clock_on_the_wall_has_it(zone: object) -> None:
    zone("America/New_York")  # type: ignore[operator]
    when = When(Stopped(NOW))
    assert when.full("2026-11-28T02:14:59.123Z") == "2026-11-27 21:14:59 (yesterday 21:14)"
    assert when.full("2026-01-28T02:14:59Z") == "2026-01-27 21:14:59"
    assert when.clock("2026-11-28T02:14:59Z") == "21:14:59"
    assert when.day("2026-11-28T02:14:59Z") == "2026-11-27"


moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds have none


@given(moments)
def test_a_moment_of_the_journal_is_that_second(moment: datetime) -> None:
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert unix(written) == pytest.approx((whole - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    assert civil_day(moment.year, moment.month, moment.day) == moment.toordinal() - 719163


@given(moments, st.timedeltas(timedelta(), timedelta(days=30)))
def test_what_is_later_is_never_said_to_be_longer_ago(now: datetime, before: timedelta) -> None:
    def order(text: str) -> float:
        count, _, unit = text.partition(" ")
        scale = {"minute": 60, "hour": 3600, "day": 86400}.get(unit.split()[0].rstrip("s") if unit else "", 0)
        return {"just": 0.0, "yesterday": 86400.0}.get(count, int(count) * scale if scale else 7 * 86400.0)

    when = When(Stopped(now.isoformat().replace("+00:00", "Z")[:19] + "Z"))
    near, far = ((now - gap).isoformat()[:19] + "Z" for gap in (before / 2, before))
    assert order(when.ago(near)) <= order(when.ago(far))
