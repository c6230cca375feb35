"""The long run: `python -m tests.faults [FIGURE...]`. Exit code 1 when a promise is broken."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable
from typing import Any

from . import children, hostile, journals, output
from .driver import share

Result = dict[str, Any]


def _shared(figure: str, number: int) -> Callable[[argparse.Namespace], Result]:
    def work(options: argparse.Namespace) -> Result:
        wanted = max(int(number * options.share), 1)
        return share(figure, seed=options.seed, number=wanted, workers=options.workers, skip=options.skip)

    return work


def _children(options: argparse.Namespace) -> Result:
    rounds = max(int(30 * options.share), 1)
    figures = children.run(seed=options.seed, rounds=rounds)
    forced = children.run(seed=options.seed, rounds=max(rounds // 3, 1), adopt=False)
    problems = figures.problems + [f"without adoption: {problem}" for problem in forced.problems]
    if figures.p99 > 0.5:
        problems.append(f"99th percentile over deadline and grace: {figures.p99:.2f} s")
    return {
        "kinds": len(children.KINDS),
        "children": figures.children + forced.children,
        "survivors": figures.survivors + forced.survivors,
        "p99 (s)": round(figures.p99, 3),
        "problems": problems,
    }


def _journal(options: argparse.Namespace) -> Result:
    return dataclasses.asdict(journals.run(seed=options.seed, share=options.share))


def _writers(options: argparse.Namespace) -> Result:
    return dataclasses.asdict(journals.together(writers=16, events=max(int(1000 * options.share), 1)))


def _plain(work: Callable[[argparse.Namespace], Any]) -> Callable[[argparse.Namespace], Result]:
    return lambda options: dataclasses.asdict(work(options))


FIGURES: dict[str, tuple[str, Callable[[argparse.Namespace], Result]]] = {
    "crash": ("crash points over every writing command", _shared("crash", 12_000)),
    "kill": ("SIGKILL at random times, in repositories of every sort", _shared("kill", 1_100)),
    "storage": ("faults of the disk, every call of every writing command", _shared("storage", 40_000)),
    "reading": ("faults of the disk, every call of commands that only look", _shared("reading", 30_000)),
    "journal": ("a journal of 100 events: truncations and flipped bits", _journal),
    "writers": ("16 writers of 1,000 events each", _writers),
    "children": ("hostile children", _children),
    "output": ("output without an end", _plain(lambda o: output.run(share=o.share))),
    "hostile": ("hostile YAML and JUnit", _plain(lambda o: hostile.run(seed=o.seed, share=o.share))),
    "secrets": ("planted secrets", _shared("secrets", 1_000)),
    "executions": ("reading commands in hostile repositories", _shared("executions", 3)),
}


def main() -> int:
    """Every figure that was asked for, in order."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("figures", nargs="*", help=f"of: {', '.join(FIGURES)}; all of them by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="0.01 for a hundredth of everything")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--skip", type=int, default=0, help="cases before the first: a failure names its case")
    options = parser.parse_args()
    unknown = set(options.figures) - set(FIGURES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    broken = 0
    for name in options.figures or FIGURES:
        what, work = FIGURES[name]
        began = time.monotonic()
        result = work(options)
        problems = result.pop("problems")
        result.pop("late", None)
        listed = ", ".join(f"{key} {value:,}" for key, value in result.items())
        print(f"{name:<11} {what}: {listed} ({time.monotonic() - began:.0f} s)", flush=True)
        for problem in problems[:20]:
            print(f"            {problem}", flush=True)
        broken += bool(problems)
    print("every promise was kept" if not broken else f"{broken} of the figures broke a promise")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
