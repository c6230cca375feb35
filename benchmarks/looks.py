"""What looking at a plan costs, against starting Python: python benchmarks/looks.py [--times 15] [--instructions]

On the shipped plan after phase 4.1, and on a plan of 1,000 phases with a journal of 50,000 events; with nothing changed, and
just after an edit of one input. Ratios are medians over whole processes, each in turn with `python -c pass`. With
`--instructions` they are ratios of what valgrind counts, git's own work left out: the same however busy the machine is, and
so what CI guards.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import plans
from timing import ROOT, environment

PASS = (sys.executable, "-c", "pass")
TRACKER = (sys.executable, "-m", "tracker")
_COLLECTED = re.compile(r"Collected : (\d+)")


@dataclass(frozen=True)
class Look:
    """A command, and what it may cost: times `python -c pass`, with nothing changed and after an edit of one input."""

    words: str
    unchanged: float
    edited: float | None = None
    counted: tuple[float, float] | None = None
    """What CI holds the instructions to, where that is another figure: what goes through much data waits less for the disk than
    Python's start, and what is dearer than its goal (docs/decisions/0023) may not become dearer still."""
    given: str = ""
    """What it reads on its standard input; `FOLDER` stands for the project's."""


LOOKS = (
    Look("status", 3, 6, (3, 11)),
    Look("segment", 3, 6, (3, 11)),
    Look("complete -- run", 3, 6),
    Look("--version", 3),
    Look("--help", 3),
    Look("run --help", 3),
    Look("next", 6, 10, (6, 11)),
    Look("explain 4.1", 6, 10, (6, 21.5)),
    Look("prompt 4.2", 6, 10),
    Look("log", 6, 10, (6.5, 10)),
    Look("issues", 6, 10, (6, 10.5)),
    Look("run 4.1", 6, 10, (6, 11)),
)
_WRITE = '{"cwd": "FOLDER", "tool_name": "Write", "tool_input": {"file_path": "x"}}'
HOOKS = (
    Look("hook stop --agent claude", 6, given='{"session_id": "s", "cwd": "FOLDER", "hook_event_name": "Stop"}'),
    Look(
        "hook before-tool --agent claude", 6, given='{"cwd": "FOLDER", "tool_name": "Edit", "tool_input": {"file_path": "x"}}'
    ),
)
LARGE = (Look("status", 8, 15, (9, 50)), Look("next", 8, 15, (5, 40)))


@dataclass(frozen=True)
class Place:
    """A project, and an input of it that can be edited."""

    name: str
    folder: Path
    input: Path
    looks: Sequence[Look]

    def edit(self) -> None:
        """Another content, as an editor writes it."""
        with self.input.open("a") as file:
            file.write("\n")

    def restore(self) -> None:
        """As committed."""
        plans.git(self.folder, "checkout", "-q", "--", str(self.input))

    def settle(self, words: str) -> None:
        """Look until everything is kept that can be: a file that was written a moment ago is not trusted."""
        for _ in range(3):
            time.sleep(0.12)
            _run(self, (*TRACKER, *words.split()), self.given(words))

    def given(self, words: str) -> str:
        """What a look reads on its standard input."""
        return next(look.given for look in self.looks if look.words == words).replace("FOLDER", str(self.folder))


def _run(place: Place, command: Sequence[str], given: str = "") -> subprocess.CompletedProcess[bytes]:
    stdin = given.encode()
    return subprocess.run(command, cwd=place.folder, env=environment(), input=stdin, capture_output=True, check=False)


def shipped(folder: Path) -> Place:
    """The shipped plan after phase 4.1."""
    clone = folder / "shipped"
    plans.git(folder, "clone", "-q", str(ROOT), str(clone))
    shutil.rmtree(clone / "tracker")  # `python -m` would take it from the current folder
    plans.git(clone, "commit", "-q", "-a", "-m", "Without the package")
    env = {
        **environment(),
        **{f"GIT_{who}_{what}": "b@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run((*TRACKER, "run", "4.1", "--quiet"), cwd=clone, env=env, check=False, capture_output=True)
    if done.returncode:
        sys.exit(f"phase 4.1 failed: {done.stderr.decode()[-1000:]}")
    return Place("the shipped plan after phase 4.1", clone, clone / "examples/webbuilder/README.md", LOOKS)


def started(folder: Path) -> Place:
    """The same with phase 4.2 in progress, as the hooks of coding agents see it."""
    clone = folder / "started"
    shutil.copytree(folder / "shipped", clone, symlinks=True)
    subprocess.run((*TRACKER, "start", "4.2"), cwd=clone, env=environment(), check=True, capture_output=True)
    return Place("phase 4.2 in progress: hooks", clone, clone / "examples/webbuilder/README.md", HOOKS)


def large(folder: Path) -> Place:
    """1,000 phases, of which every second is complete, and 50,000 events."""
    place = folder / "large"
    plans.phases(place, 1000)
    plans.history(place, events=50_000)
    return Place("1,000 phases, 50,000 events", place, place / "README.md", LARGE)


def seconds(place: Place, look: Look, times: int, before: Callable[[], object]) -> float:
    """The median ratio of one command to `python -c pass`, pair by pair."""
    ratios = []
    for _ in range(times + 1):
        before()
        began = time.perf_counter()
        _run(place, PASS)
        between = time.perf_counter()
        done = _run(place, (*TRACKER, *look.words.split()), place.given(look.words))
        ratios.append((time.perf_counter() - between) / (between - began))
        if done.returncode:
            sys.exit(f"tracker {look.words} ended with {done.returncode}: {done.stderr.decode()[-1000:]}")
    return statistics.median(ratios[1:])


def instructions(place: Place, look: Look, times: int, before: Callable[[], object]) -> float:
    """The ratio of instructions of one command to those of `python -c pass`."""
    del times
    before()
    return _count(place, (*TRACKER, *look.words.split()), place.given(look.words)) / _empty(place)


@cache
def _empty(place: Place) -> int:
    return _count(place, PASS)


def _count(place: Place, command: Sequence[str], given: str = "") -> int:
    counting = ("valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command)
    said = _run(place, counting, given).stderr.decode()
    found = _COLLECTED.search(said)
    if found is None:
        sys.exit(f"valgrind counted nothing: {said[-500:]}")
    return int(found[1])


def report(place: Place, measure: Callable[..., float], times: int) -> bool:
    """Print the ratios of a place's looks; whether every goal is met."""
    print(f"\n{place.name}: times `python -c pass`")
    print(f"  {'':<31} {'nothing changed':>24} {'after an edit of an input':>32}")
    met = True
    for look in place.looks:
        place.settle(look.words)
        unchanged, after = (
            (look.counted or (look.unchanged, look.edited)) if measure is instructions else (look.unchanged, look.edited)
        )
        line, ok = _cell(measure(place, look, times, lambda: None), unchanged)
        met = met and ok
        if after is not None:
            text, ok = _cell(measure(place, look, times, place.edit), after)
            line, met = f"{line}   {text}", met and ok
            place.restore()
        print(f"  {look.words:<31} {line}")
    return met


def _cell(found: float, goal: float) -> tuple[str, bool]:
    met = found <= goal
    return f"{found:6.2f}  goal <= {goal:<3g} {'met' if met else 'MISSED'}", met


def main() -> int:
    """Every look; exit code 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15, help="how often each command is timed")
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of seconds")
    options = parser.parse_args()
    measure = instructions if options.instructions else seconds
    with tempfile.TemporaryDirectory(prefix="tracker-benchmark-") as name:
        places = [make(Path(name)) for make in (shipped, started, large)]
        results = [report(place, measure, options.times) for place in places]
    print(f"\n{sum(results)} of {len(results)} groups met their goals")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
