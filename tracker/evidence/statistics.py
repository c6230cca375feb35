"""Medians, spread, and how sure a ratio is. Deterministic: the same samples always give the same interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RESAMPLES = 4000
CONFIDENCE = 0.95
FORMULA = (
    "ratio = median seconds per operation / median seconds per operation of the baseline; less than 1 is faster. "
    f"The interval is its {CONFIDENCE:.0%} bootstrap interval over paired runs; "
    "when it contains 1 there is no measurable difference"
)
_MULTIPLIER, _INCREMENT, _MODULUS = 6364136223846793005, 1442695040888963407, 1 << 64
"""A linear congruential generator (Knuth, MMIX); its upper bits are good enough to draw runs with."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How a variant compares with the baseline."""

    ratio: float
    low: float
    high: float

    @property
    def measurable(self) -> bool:
        """Whether the interval leaves out 1."""
        return not self.low <= 1 <= self.high

    @property
    def words(self) -> str:
        """`21% faster`, `3.4% slower`, `no measurable difference`."""
        if not self.measurable:
            return "no measurable difference"
        percent = abs(self.ratio - 1) * 100
        figure = f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}"  # noqa: PLR2004 - two digits are all that is known
        return f"{figure}% {'faster' if self.ratio < 1 else 'slower'}"


def median(values: Sequence[float]) -> float:
    """The middle one, or the mean of the two in the middle.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values, so no median")
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def spread(values: Sequence[float]) -> float:
    """The distance between the quartiles, which are the medians of the lower and the upper half."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return median(ordered[-half:]) - median(ordered[:half]) if half else 0.0


def compare_runs(base: Sequence[float], new: Sequence[float]) -> Ratio:
    """The ratio of medians with its percentile bootstrap interval (Efron).

    Each value is the figure of one run. Runs at the same place were made one after the other, so they are drawn together: what
    slowed down both at that moment cancels out.

    Raises:
        ValueError: the sides have different numbers of runs, or none.
    """
    if len(base) != len(new):
        raise ValueError(f"{len(base)} runs of the baseline and {len(new)} of the other")
    ratio = median(new) / median(base)
    drawn, state, count = [], 2026, len(base)
    for _ in range(RESAMPLES):
        picked = []
        for _ in range(count):
            state = (state * _MULTIPLIER + _INCREMENT) % _MODULUS
            picked.append((state >> 33) % count)
        drawn.append(median([new[i] for i in picked]) / median([base[i] for i in picked]))
    drawn.sort()
    tail = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return Ratio(ratio, min(drawn[tail], ratio), max(drawn[-tail - 1], ratio))
