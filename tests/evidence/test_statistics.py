"""Faster and slower are said only when the samples say so."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.reports import content
from tracker.evidence.samples import UnreadableSamplesError, read_samples
from tracker.evidence.statistics import Ratio, compare_runs, median, spread

SECONDS = st.lists(st.floats(1e-6, 10), min_size=3, max_size=12)


def test_median_and_spread() -> None:
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5
    assert spread([1, 2, 3, 4, 5, 6, 7]) == 4
    assert spread([5]) == 0
    with pytest.raises(ValueError, match="no values"):
        median([])


@given(SECONDS)
def test_a_thing_is_not_different_from_itself(runs: list[float]) -> None:
    found = compare_runs(runs, runs)
    assert (found.ratio, found.low, found.high, found.words) == (1, 1, 1, "no measurable difference")


@given(SECONDS, st.floats(0.1, 10))
def test_the_interval_holds_the_ratio_and_scales_with_the_unit(runs: list[float], factor: float) -> None:
    base = [1 + n / 10 for n in range(len(runs))]
    found, scaled = compare_runs(base, runs), compare_runs(base, [factor * x for x in runs])
    assert found.low <= found.ratio <= found.high
    assert scaled.low == pytest.approx(factor * found.low)
    assert scaled.high == pytest.approx(factor * found.high)


def test_a_shift_that_every_run_shows_is_measurable_although_the_machine_drifts() -> None:
    drift = [1, 1.5, 3, 2, 1.2, 4, 2.2]
    assert compare_runs(drift, [1.1 * x for x in drift]).words == "10% slower"
    assert compare_runs(drift, [0.79 * x for x in drift]).words == "21% faster"
    assert compare_runs(drift, list(reversed(drift))).words == "no measurable difference"


@pytest.mark.parametrize(("ratio", "words"), [(1.034, "3.4% slower"), (0.994, "0.6% faster"), (2.5, "150% slower")])
def test_small_and_large_differences_have_two_digits(ratio: float, words: str) -> None:
    assert Ratio(ratio, ratio, ratio).words == words


def test_noise_alone_is_rarely_called_a_difference() -> None:
    chance = random.Random(7)
    called = sum(
        compare_runs(*([chance.lognormvariate(0, 0.2) for _ in range(15)] for _ in range(2))).measurable for _ in range(60)
    )
    assert called <= 8, "95 % intervals: 3 of 60 expected"


def test_our_own_format_is_per_operation_and_in_seconds() -> None:
    text = 'warming up\n{"samples": {"insert": [100, 200]}, "operations_per_sample": 100, "unit": "ms"}\nbye'
    assert read_samples("json", text) == {"insert": [0.001, 0.002]}
    assert read_samples("json", '{"samples": {"a": [2]}}') == {"a": [2.0]}


@pytest.mark.parametrize(
    ("form", "name", "operation", "count"),
    [
        ("pytest-benchmark", "pytest-benchmark.json", "test_bench.py::test_sum", 1),
        ("pyperf", "pyperf.json", "timeit", 20),
        ("hyperfine", "hyperfine.json", "sleep 0.01", 5),
    ],
)
def test_the_formats_of_other_tools(form: str, name: str, operation: str, count: int) -> None:
    samples = read_samples(form, content(name).decode())
    assert list(samples) == [operation, *(["sleep 0.02"] if form == "hyperfine" else [])]
    found = next(iter(samples.items()))
    assert (found[0], len(found[1])) == (operation, count)
    assert all(1e-8 < seconds < 1 for seconds in found[1])


def test_many_samples_are_thinned_without_moving_the_median() -> None:
    samples = [n + 1.0 for n in range(100_001)]
    found = read_samples("json", json.dumps({"samples": {"a": samples}}))["a"]
    assert len(found) == 1000
    assert median(found) == pytest.approx(median(samples), rel=1e-4)


@pytest.mark.parametrize("form", ["json", "pytest-benchmark", "hyperfine", "pyperf"])
@pytest.mark.parametrize(
    "text",
    ["", "no json", "{", "{}", "[1]", '{"samples": {}}', '{"samples": {"a": []}}', '{"samples": {"a": [0]}}',
     '{"samples": {"a": [-1]}}', '{"samples": {"a": [NaN]}}', '{"samples": {"a": [1e999]}}', '{"samples": {"a": ["x"]}}',
     '{"samples": {"a": [1]}, "unit": "days"}', '{"samples": {"a": [1]}, "operations_per_sample": 0}',
     '{"benchmarks": []}', '{"results": [{"command": "x"}]}'],
)  # fmt: skip
def test_what_is_no_sample_is_unreadable(form: str, text: str) -> None:
    with pytest.raises(UnreadableSamplesError):
        read_samples(form, text)


def test_samples_that_are_nested_too_deep_are_unreadable() -> None:
    with pytest.raises(UnreadableSamplesError, match="nested too deep"):
        read_samples("json", '{"a":' * 100_000)
