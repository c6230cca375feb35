"""Lengths of time: read as people write them, said as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.duration import Estimate, parse_seconds, parse_working_day, seconds_words

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
WORDS = {
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "hour": 3600,
    "hours": 3600,
    "day": 86400,
    "days": 86400,
    "week": 604800,
    "weeks": 604800,
}
parts = st.tuples(st.integers(1, 999), st.sampled_from([*UNITS.items(), *WORDS.items()]))


@given(st.lists(parts, min_size=1, max_size=4), st.sampled_from(["", " "]), st.sampled_from([" ", ""]), st.booleans())
def test_seconds_are_the_sum_of_what_is_written(
    listed: list[tuple[int, tuple[str, float]]], gap: str, between: str, up: bool
) -> None:
    text = between.join(f"{count}{gap}{unit}" for count, (unit, _) in listed)
    total = sum(count * length for count, (_, length) in listed)
    assert parse_seconds(f" {text.upper() if up else text}\n") == pytest.approx(total)


def test_examples_of_seconds() -> None:
    assert [parse_seconds(t) for t in ("90s", "10m", "1h 30m", "500 ms", "1.5h", "2 days")] == [
        90,
        600,
        5400,
        0.5,
        5400,
        172800,
    ]


@pytest.mark.parametrize(
    "text", ["", " ", "10", "m", "m10", "-5m", "10m x", "1h,30m", "0s", "0m 0s", ".5h", "ten minutes", "nan s"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it like 90s, 10m or 1h 30m"):
        parse_seconds(text)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(ValueError, match="unknown unit 'months'; one of ms, s, m, h, d, w"):
        parse_seconds("2 months")
    with pytest.raises(ValueError, match="unknown unit 'months'"):
        Estimate.parse("2 months")


@pytest.mark.parametrize("text", ["9" * 400 + "s", "36501d", "40000 days 1s"])
def test_what_no_clock_can_wait_for_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is longer than a century"):
        parse_seconds(text)
    with pytest.raises(ValueError, match="is longer than a century"):
        Estimate.parse(text, day=24)


def test_a_century_can_be_waited_for() -> None:
    assert parse_seconds("36500d") == 36500 * 86400


@pytest.mark.parametrize(
    ("text", "low", "high", "words", "short"),
    [
        ("2-3 hours", 2, 3, "2-3 hours", "2-3h"),
        ("~6 hours", 6, 6, "6 hours", "6h"),
        ("1 hour", 1, 1, "1 hour", "1h"),
        ("1h", 1, 1, "1 hour", "1h"),
        ("30 minutes", 0.5, 0.5, "30 minutes", "30m"),
        ("60 min", 1, 1, "1 hour", "1h"),
        ("1m", 1 / 60, 1 / 60, "1 minute", "1m"),
        ("30-90 minutes", 0.5, 1.5, "0.5-1.5 hours", "0.5-1.5h"),
        ("2 to 3 days", 16, 24, "2-3 days", "2-3d"),
        ("2to3 days", 16, 24, "2-3 days", "2-3d"),
        ("2-3 days", 16, 24, "2-3 days", "2-3d"),
        ("0.5 days", 4, 4, "0.5 days", "0.5d"),
        ("1 week", 40, 40, "1 week", "1w"),
        ("2w", 80, 80, "2 weeks", "2w"),
        ("1w 2d", 56, 56, "7 days", "7d"),
        ("4 days-2 weeks", 32, 80, "4-10 days", "4-10d"),
        ("1d 4h", 12, 12, "12 hours", "12h"),
        ("4-6h", 4, 6, "4-6 hours", "4-6h"),
        ("1h30m", 1.5, 1.5, "1 hour 30 minutes", "1h30m"),
        ("1.5 hours", 1.5, 1.5, "1 hour 30 minutes", "1h30m"),
        ("2h 1m", 121 / 60, 121 / 60, "2 hours 1 minute", "2h1m"),
        ("30m-2h", 0.5, 2, "0.5-2 hours", "0.5-2h"),
        ("80-100 min", 80 / 60, 100 / 60, "80-100 minutes", "80-100m"),
        ("1h20m - 1h40m", 80 / 60, 100 / 60, "80-100 minutes", "80-100m"),
        ("2\u20133 Hours", 2, 3, "2-3 hours", "2-3h"),
        ("~ 1.5 - 2 h", 1.5, 2, "1.5-2 hours", "1.5-2h"),
        ("0 hours", 0, 0, "0 hours", "0h"),
        ("20000 hours", 20000, 20000, "20000 hours", "20000h"),
        ("1234.5 hours", 1234.5, 1234.5, "1234 hours", "1234h"),
    ],
)
def test_estimates(text: str, low: float, high: float, words: str, short: str) -> None:
    found = Estimate.parse(text)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.words, found.short) == (words, short)
    assert found.middle == pytest.approx((low + high) / 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2",
        "2-3",
        "hours",
        "2-3-4 hours",
        "-2 hours",
        "about 2 hours",
        "half a day",
        "1-2h30m",
        "2 hours-",
        "2,5 h",
        "two days",
        "~",
        "1h-30",
        "~~2 hours",
    ],
)
def test_what_is_no_estimate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not an estimate; write it like 30 min, 1h30m, 2-3 hours, 2 days or 1 week"):
        Estimate.parse(text)


def test_an_estimate_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        Estimate.parse("3-2 hours")


@pytest.mark.parametrize(("day", "low", "high"), [(8, 16, 24), (7.5, 15, 22.5), (6, 12, 18), (24, 48, 72)])
def test_a_day_has_as_many_hours_as_the_plan_says(day: float, low: float, high: float) -> None:
    found = Estimate.parse("2-3 days", day)
    assert (found.low, found.high, found.words) == (low, high, "2-3 days")
    assert Estimate.parse("1 week", day).high == 5 * day


@pytest.mark.parametrize(("text", "hours"), [("8h", 8), ("7h 30m", 7.5), ("450 min", 7.5), ("24 hours", 24)])
def test_a_working_day(text: str, hours: float) -> None:
    assert parse_working_day(text) == hours


@pytest.mark.parametrize("text", ["25h", "1 day 1h", "30 min", "eight", "8", "0h"])
def test_what_is_no_working_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a working day; expected 1 to 24 hours, such as 8h|is not a duration"):
        parse_working_day(text)


ranges = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda pair: Estimate(min(pair), max(pair)))
counts = st.integers(1, 60) | st.sampled_from([0.5, 1.5, 2.25])
written = st.lists(
    st.tuples(counts, st.sampled_from(["m", "min", "h", "hours", "d", "days", "w", "week"])), min_size=1, max_size=3
).map(lambda parts: " ".join(f"{count}{unit}" for count, unit in parts))
days = st.sampled_from([6.0, 7.5, 8.0, 24.0])


@given(st.lists(ranges))
def test_ranges_add_as_ranges_and_what_is_said_can_be_read_again(listed: list[Estimate]) -> None:
    total = sum(listed, Estimate())
    assert (total.low, total.high) == (sum(x.low for x in listed), sum(x.high for x in listed))
    for one in listed:
        assert Estimate.parse(one.words) == Estimate.parse(one.short) == one


@given(written, written, days, st.sampled_from(["", "~"]), st.sampled_from(["-", " - ", " to ", "\u2013"]))
def test_what_is_said_of_an_estimate_means_what_was_written(a: str, b: str, day: float, about: str, between: str) -> None:
    low, high = sorted((a, b), key=lambda text: Estimate.parse(text, day).high)
    found = Estimate.parse(f"{about}{low}{between}{high}", day)
    assert (found.low, found.high) == (Estimate.parse(low, day).low, Estimate.parse(high, day).high)
    for said in (found.short, found.words):
        again = Estimate.parse(said, day)
        assert again[:2] == pytest.approx(found[:2], rel=6e-4, abs=1e-9)
        assert (again.short, again.words) == (found.short, found.words)


@given(st.lists(st.tuples(written, days)))
def test_a_sum_is_of_hours_and_in_days_where_all_of_it_is(listed: list[tuple[str, float]]) -> None:
    known = [Estimate.parse(text, day) for text, day in listed]
    total = sum(known, Estimate())
    assert total.high == pytest.approx(sum(one.high for one in known))
    alike = len({one[2:] for one in known}) == 1
    assert total[2:] == (known[0][2:] if alike else ("", 8.0))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"), (0.44, "0.4 s"), (9.94, "9.9 s"), (9.96, "10 s"), (10, "10 s"), (59.4, "59 s"), (59.6, "1m 00s"),
        (60, "1m 00s"), (200, "3m 20s"), (3599.4, "59m 59s"), (3599.6, "1h 00m"), (7500, "2h 05m"), (360000, "100h 00m"),
    ],
)  # fmt: skip
def test_measured_lengths_in_words(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words
