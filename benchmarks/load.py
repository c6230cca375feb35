"""What large plans, journals and reports cost: python benchmarks/load.py [ROW …] [--scale 1.0] [--before PACKAGE_ROOT]

Each row prints seconds of CPU, which a busy machine changes less than those of the clock, the most memory, and the ratio to a
floor: the least that any program has to do with the same bytes, measured in the same minute. With `--before`, the root of
another checkout, the same is printed for that, and what became of it.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import journal
import plans
from timing import ROOT, environment

_READ = """
import sys
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        file.read()
"""
_HASH = """
import glob, hashlib, sys
for name in glob.glob(sys.argv[1] + "/*"):
    with open(name, "rb") as file:
        for line in file.read().split(b"\\n"):
            hashlib.sha256(line).digest()
"""
_YAML = """
import glob, sys, yaml
for name in glob.glob(sys.argv[1] + "/*"):
    with open(name, "rb") as file:
        yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""


@dataclass(frozen=True)
class Cost:
    """Of one process, its children included."""

    seconds: float
    megabytes: float


def cost(command: Sequence[str], folder: Path, root: Path = ROOT) -> Cost:
    """One process, which must succeed; `root` is the checkout whose package it takes."""
    code = (
        "import os, resource, sys; pid = os.spawnvpe(os.P_NOWAIT, sys.argv[1], sys.argv[1:], os.environ); "
        "code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]); u = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(u.ru_utime + u.ru_stime, u.ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    env = {**environment(), "PYTHONPATH": str(root)}
    done = subprocess.run(
        (sys.executable, "-c", code, *command),
        cwd=folder,
        env=env,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    last = done.stderr.decode().splitlines()[-1]
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-1000:]}")
    seconds, peak = last.split()
    return Cost(float(seconds), int(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024))


def tracker(*words: str) -> tuple[str, ...]:
    """A command line."""
    return (sys.executable, "-m", "tracker", *words)


def forget(folder: Path) -> None:
    """As after a clone: nothing is kept."""
    shutil.rmtree(folder / ".tracker/cache", ignore_errors=True)


def show(name: str, found: Cost, floor: Cost, goal: str, before: Cost | None) -> None:
    """One line."""
    line = f"{name:<44} {found.seconds:7.2f} s {found.megabytes:6.0f} MB  {found.seconds / floor.seconds:6.1f} x the floor"
    if before is not None:
        line += f"   before {before.seconds:7.2f} s {before.megabytes:6.0f} MB, {before.seconds / found.seconds:.1f} x this"
    print(f"{line}   goal {goal}", flush=True)


def cold(folder: Path, roots: Sequence[Path]) -> list[Cost]:
    """`status` with nothing kept, once for each checkout."""
    found = []
    for root in roots:
        forget(folder)
        found.append(cost(tracker("status"), folder, root))
    return found


def plan_of(folder: Path, count: int, checks: int) -> None:
    """A plan without a journal."""
    (folder / "phases").mkdir(parents=True)
    (folder / "tracker.yaml").write_text(plans.SETTINGS)
    (folder / "README.md").write_text("word\n")
    for n in range(count):
        needs = f"depends_on: [phase-{n}]\n" if n else ""
        rows = "".join(
            f"  - {{id: c{k}, kind: command, run: python -m something --flag{k}, timeout: 2m, inputs: [README.md]}}\n"
            for k in range(checks)
        )
        (folder / f"phases/phase-{n + 1}.yaml").write_text(
            f"id: phase-{n + 1}\ntitle: Phase number {n + 1}\n{needs}goal: Something is so\nchecks:\n{rows}"
        )
    plans.commit(folder)


def large_plan(where: Path, scale: float, roots: Sequence[Path]) -> None:
    """4,000 phases of ten checks each, read for the first time."""
    folder = where / "plan"
    plan_of(folder, int(4000 * scale), 10)
    floor = cost((sys.executable, "-c", _YAML, str(folder / "phases")), folder)
    found = cold(folder, roots)
    show(f"{int(4000 * scale)} phases of 10 checks, status cold", found[0], floor, "<= 3 s", next(iter(found[1:]), None))


def long_journal(where: Path, scale: float, roots: Sequence[Path], *, events: int, goal: str) -> None:
    """A journal that is read for the first time, and what comes after."""
    folder, count = where / "journal", int(events * scale)
    plans.phases(folder, 100)
    (folder / "README.md").write_text("word\n")
    plans.commit(folder)
    journal.write(folder, events=count, runs=max(2, count // 500))
    files = folder / ".tracker/journal"
    floor = cost((sys.executable, "-c", _HASH, str(files)), folder)
    found = cold(folder, roots)
    show(f"{count} events, status cold", found[0], floor, goal, next(iter(found[1:]), None))
    forget(folder)
    newest = max(files.iterdir())
    aside = newest.rename(folder / newest.name)
    cost(tracker("status"), folder)
    aside.rename(newest)
    again = [cost(tracker("status"), folder, root) for root in roots[:1]]
    show("  and when one more file has come", again[0], floor, "far less than cold", None)


def many_phases(where: Path, scale: float, roots: Sequence[Path]) -> None:
    """`status --all`, warm, at three sizes."""
    del roots  # it is of its own size that it is measured
    sizes, seconds = [int(n * scale) for n in (2500, 5000, 10_000)], []
    empty = cost((sys.executable, "-c", "pass"), where)
    for size in sizes:
        folder = where / f"warm-{size}"
        plan_of(folder, size, 1)
        for _ in range(3):
            cost(tracker("status"), folder)
        found = min((cost(tracker("status", "--all"), folder) for _ in range(5)), key=lambda each: each.seconds)
        seconds.append(found.seconds)
        show(f"{size} phases, status --all warm", found, empty, "<= 0.5 s at 10,000", None)
    growth = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    print(f"{'':<44} grows with the {growth:.2f}th power of the plan   goal 1.0", flush=True)


def failures(where: Path, scale: float, roots: Sequence[Path]) -> None:
    """`triage` of a report of failures that have 500 causes."""
    report, count = where / "report.xml", int(100_000 * scale)
    with report.open("w") as file:
        file.write('<?xml version="1.0"?>\n<testsuites><testsuite name="all">\n')
        for n in range(count):
            cause = f"ValueError: the column c{n % 500} of row {n} is {n * 7}"
            file.write(
                f'<testcase classname="tests.test_m{n % 200}" name="test_{n}" time="0.01"><failure message="{cause}">'
                f"Traceback (most recent call last):\n  File &quot;/app/m{n % 500}.py&quot;, line {n % 90}, in call\n{cause}"
                "</failure></testcase>\n"
            )
        file.write("</testsuite></testsuites>\n")
    floor = cost((sys.executable, str(Path(__file__).with_name("xml_floor.py")), str(report)), where)
    found = [cost(tracker("triage", str(report)), where, root) for root in roots]
    show(f"{count} failures, triage", found[0], floor, "<= 7 x the floor", next(iter(found[1:]), None))


ROWS: dict[str, Callable[[Path, float, Sequence[Path]], None]] = {
    "plan": large_plan,
    "journal": lambda where, scale, roots: long_journal(where, scale, roots, events=536_000, goal="<= 6 s, 200 MB"),
    "million": lambda where, scale, roots: long_journal(where, scale, roots, events=1_000_000, goal="<= 10 s"),
    "warm": many_phases,
    "triage": failures,
}


def main() -> None:
    """Every row, or those that are named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)}")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of each size, to try it out")
    parser.add_argument("--before", type=Path, help="the root of another checkout")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name in given.rows or ROWS:
        with tempfile.TemporaryDirectory(prefix="tracker-load-") as where:
            ROWS[name](Path(where), given.scale, [ROOT, *([given.before.resolve()] if given.before else [])])


if __name__ == "__main__":
    main()
