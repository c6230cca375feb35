"""Honest timings: whole processes, interleaved, after a warm-up; medians, and ratios pair by pair."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Subject:
    """Something to time."""

    name: str
    command: Sequence[str]
    folder: Path
    before: Callable[[], None] | None = None
    """Done before each time, outside the clock."""
    env: Mapping[str, str] | None = None


def environment() -> dict[str, str]:
    """This machine's environment, with this checkout's package first."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": ""}


def once(subject: Subject) -> float:
    """Wall seconds of one whole process, which must succeed."""
    if subject.before:
        subject.before()
    began = time.perf_counter()
    done = subprocess.run(
        subject.command, cwd=subject.folder, env=subject.env or environment(), capture_output=True, check=False
    )
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{subject.name} failed with {done.returncode}: {done.stdout.decode()[-2000:]}{done.stderr.decode()[-2000:]}")
    return took


def interleaved(
    subjects: Sequence[Subject], times: int, after: Callable[[Subject], object] = lambda _: None
) -> dict[str, list[float]]:
    """Each subject `times` times in turn, after one time that does not count. `after` is called behind each."""
    for subject in subjects:
        once(subject)
        after(subject)
    seconds: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for _ in range(times):
        for subject in subjects:
            seconds[subject.name].append(once(subject))
            after(subject)
    return seconds


def report(title: str, seconds: Mapping[str, Sequence[float]], base: str, goals: Mapping[str, float]) -> bool:
    """Print medians and the ratios to `base`, pair by pair; whether every goal is met."""
    print(f"\n{title}")
    met = True
    for name, values in seconds.items():
        ratios = [a / b for a, b in zip(values, seconds[base], strict=True)]
        ratio = statistics.median(ratios)
        line = f"  {name:<34} {statistics.median(values) * 1000:9.1f} ms   {ratio:6.2f} x"
        line += f"  ({min(ratios):.2f}-{max(ratios):.2f})"
        if name in goals:
            ok = ratio <= goals[name]
            met = met and ok
            line += f"   goal <= {goals[name]:g} x: {'met' if ok else 'MISSED'}"
        print(line)
    return met
