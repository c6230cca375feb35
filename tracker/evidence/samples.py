"""What a benchmark emits → seconds per operation, by the name of the operation.

- `json`, our own: `{"samples": {"insert": [0.0123, ...]}, "operations_per_sample": 100, "unit": "s"}`; the last two may be left
  out. Anything before the first `{` is skipped, so that a program may talk before it prints.
- `pytest-benchmark`: `--benchmark-json` (pytest-benchmark.readthedocs.io); the median where the samples were not saved.
- `hyperfine`: `--export-json` (github.com/sharkdp/hyperfine); one operation for each command.
- `pyperf`: version 1.0 (pyperf.readthedocs.io, "JSON format").
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

from tracker.errors import TrackerError

_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_KEPT = 1000
"""Samples of one run that are kept, evenly spaced by rank: their median is the same."""

Samples = dict[str, list[float]]


class UnreadableSamplesError(TrackerError):
    """What a benchmark emitted is not in its format. It is not `no difference`."""


def read_samples(form: str, text: str) -> Samples:
    """Operation → seconds per operation, in the order in which they were emitted.

    Raises:
        UnreadableSamplesError: says why.
    """
    start = text.find("{")
    if start < 0:
        raise UnreadableSamplesError("no JSON object was emitted")
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:])
        found = FORMATS[form](value)
    except RecursionError:
        raise UnreadableSamplesError("the JSON is nested too deep") from None
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableSamplesError(f"it is not the JSON of {form}: {type(error).__name__} {error}") from None
    except (ValueError, ArithmeticError) as error:
        raise UnreadableSamplesError(f"it is not the JSON of {form}: {error}") from None
    if not found or not all(found.values()):
        raise UnreadableSamplesError(
            f"the JSON of {form} has no samples" + "".join(f" of {n}" for n, v in found.items() if not v)
        )
    return {name: _thinned(values) for name, values in found.items()}


def _seconds(values: Iterable[Any], scale: float = 1.0) -> list[float]:
    """Durations are finite and more than nothing."""
    found = [float(value) * scale for value in values]
    for seconds in found:
        if not math.isfinite(seconds) or seconds <= 0:
            raise ValueError(f"found {seconds} s, expected a duration")
    return found


def _thinned(values: list[float]) -> list[float]:
    if len(values) <= _KEPT:
        return values
    ordered = sorted(values)
    return [ordered[(2 * place + 1) * len(ordered) // (2 * _KEPT)] for place in range(_KEPT)]


def _own(value: dict[str, Any]) -> Samples:
    scale = _UNITS[value.get("unit", "s")] / float(value.get("operations_per_sample", 1))
    return {str(name): _seconds(values, scale) for name, values in value["samples"].items()}


def _pytest_benchmark(value: dict[str, Any]) -> Samples:
    return {str(b["fullname"]): _seconds(b["stats"].get("data") or [b["stats"]["median"]]) for b in value["benchmarks"]}


def _hyperfine(value: dict[str, Any]) -> Samples:
    return {str(result["command"]): _seconds(_succeeded(result)) for result in value["results"]}


def _succeeded(result: dict[str, Any]) -> list[Any]:
    """The times of runs that ended with 0: how long it took to fail is no sample."""
    times, codes = result.get("times") or [], result.get("exit_codes") or []
    if times and len(codes) == len(times):
        return [time for time, code in zip(times, codes, strict=True) if code == 0]
    if any(code != 0 for code in codes):
        raise ValueError(f"{result['command']}: found the exit codes {sorted(set(map(str, codes)))}, expected 0")
    return times or [result["median"]]


def _pyperf(value: dict[str, Any]) -> Samples:
    shared = value.get("metadata", {}).get("name")
    return {
        str(b.get("metadata", {}).get("name") or shared or "benchmark"): _seconds(
            sample for run in b["runs"] for sample in run.get("values", ())
        )
        for b in value["benchmarks"]
    }


FORMATS: dict[str, Callable[[Any], Samples]] = {
    "json": _own,
    "pytest-benchmark": _pytest_benchmark,
    "hyperfine": _hyperfine,
    "pyperf": _pyperf,
}
