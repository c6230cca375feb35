"""What runs cost, in one run: python benchmarks/run.py (what looks cost: benchmarks/looks.py)

Needs the extra `bench` (doit, ninja) and make. Each figure is a ratio against a floor or a peer measured in turn with it.
Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import plans
from timing import Subject, environment, interleaved, once, report

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
TRACKER = (PYTHON, "-m", "tracker")
DOIT = (PYTHON, "-m", "doit")


def ninja() -> str:
    """The ninja beside this Python, or the one on the PATH."""
    beside = Path(PYTHON).with_name("ninja")
    return str(beside) if beside.exists() else "ninja"


def overhead(folder: Path, count: int, times: int) -> bool:
    """Engine overhead: N checks that run `true`, each recorded durably."""
    place = folder / f"true-{count}"
    plans.trues(place, count)
    python = Subject("python", (PYTHON, "-c", "pass"), place)
    pass_seconds = statistics.median(interleaved([python], times)["python"])
    subjects = [
        Subject("posix_spawn + wait", (PYTHON, str(HERE / "floor.py"), str(count)), place),
        Subject("tracker run", (*TRACKER, "run", "1", "--force", "--quiet"), place),
        Subject("make -j2", ("make", "-s", "-j2"), place),
        Subject("ninja", (ninja(), "--quiet", "-j2"), place),
        Subject("doit", (*DOIT, "-v0"), place),
    ]
    engine: list[float] = []

    def note(subject: Subject) -> None:
        if subject.name == "tracker run":
            engine.append(last_run(place))

    seconds = interleaved(subjects, times, after=note)
    seconds["tracker, its engine alone"] = engine[1:]
    seconds["posix_spawn + wait, loop alone"] = [value - pass_seconds for value in seconds["posix_spawn + wait"]]
    title = f"{count} checks that run `true`"
    alone = report(title, seconds, "posix_spawn + wait, loop alone", {"tracker, its engine alone": 1.5})
    whole = {name: seconds[name] for name in ("doit", "tracker run")}
    return report(f"{title}, whole commands", whole, "doit", {"tracker run": 1}) and alone


def trivial(folder: Path, times: int) -> bool:
    """One trivial check, whole: its record commit and one document. Processor time, that of all its children included."""
    place = folder / "trivial"
    plans.trivial(place)
    ratios = []
    for _ in range(times + 1):
        empty = processor_seconds((PYTHON, "-c", "pass"), place)
        ratios.append(processor_seconds((*TRACKER, "run", "1", "--force", "--quiet"), place) / empty)
    ratio = statistics.median(ratios[1:])
    met = ratio <= 20
    print(f"\none trivial check, its commit and its document\n  processor time   {ratio:6.2f} x python -c pass", end="")
    print(f"   goal <= 20 x: {'met' if met else 'MISSED'}")
    return met


def processor_seconds(command: tuple[str, ...], folder: Path) -> float:
    """User and system time of a command and of all that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    once(Subject(command[-1], command, folder, env={**environment(), **plans.PEOPLE}))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def last_run(place: Path) -> float:
    """Seconds from the first to the last event of the newest run, by the journal."""
    newest = max((place / ".tracker/journal").iterdir(), key=lambda path: path.name)
    return float(json.loads(newest.read_text().splitlines()[-1])["seconds"])


def up_to_date(folder: Path, count: int, times: int) -> bool:
    """Nothing to do, N checks with one input file each."""
    place = folder / f"inputs-{count}"
    plans.inputs(place, count)
    names = [str(n + 1) for n in range(count // 100)]
    for command in ((*TRACKER, "run", *names, "--quiet"), ("make", "-s", "-j2"), (ninja(), "--quiet"), (*DOIT, "-v0")):
        interleaved([Subject(command[0], command, place)], 0)
    time.sleep(0.2)
    interleaved([Subject("status", (*TRACKER, "status"), place)], 1)
    subjects = [
        Subject("doit", (*DOIT, "-v0"), place),
        Subject("stat floor", (PYTHON, str(HERE / "stat_floor.py"), str(count)), place),
        Subject("tracker run", (*TRACKER, "run", *names), place),
        Subject("ninja", (ninja(), "--quiet"), place),
        Subject("make", ("make", "-s"), place),
    ]
    return report(f"{count} checks, all up to date", interleaved(subjects, times), "doit", {"tracker run": 0.5})


def packing(folder: Path, jobs: int, times: int, goal: float) -> bool:
    """A fork-join graph of sleeps against the ideal packing."""
    sleeps, needs = graph()
    place = folder / f"graph-{jobs}"
    plans.fork_join(place, sleeps, needs)
    ideal = ideal_seconds(sleeps, jobs)
    subjects = [
        Subject("tracker run", (*TRACKER, "run", "1", "--force", "--quiet", "-j", str(jobs)), place),
        Subject("make", ("make", "-s", f"-j{jobs}"), place),
        Subject("ninja", (ninja(), "--quiet", f"-j{jobs}"), place),
        Subject("doit", (*DOIT, "-v0", "-n", str(jobs), "-P", "thread"), place),
    ]
    seconds = interleaved(subjects, times)  # the first, uncounted time gives tracker the durations
    seconds["ideal packing"] = [ideal] * times
    return report(f"fork-join graph of sleeps, {jobs} jobs", seconds, "ideal packing", {"tracker run": goal})


def graph() -> tuple[dict[str, float], dict[str, list[str]]]:
    """Three forks with a join each; in every fork one long chain stands last in the file."""
    sleeps: dict[str, float] = {}
    needs: dict[str, list[str]] = {}
    join: list[str] = []
    for stage in range(3):
        names = []
        for n in range(16):
            name = f"s{stage}n{n}"
            sleeps[name], needs[name] = 0.4 + 0.08 * (n % 5), list(join)
            names.append(name)
        chain = list(join)
        for n in range(4):
            name = f"s{stage}long{n}"
            sleeps[name], needs[name] = 1.0, list(chain)
            chain = [name]
            names.append(name)
        sleeps[f"join{stage}"], needs[f"join{stage}"] = 0.2, names
        join = [f"join{stage}"]
    return sleeps, needs


def ideal_seconds(sleeps: dict[str, float], jobs: int) -> float:
    """A lower bound that no schedule can beat: stage by stage, the longer of the work shared out and the longest chain."""
    total = 0.0
    for stage in range(3):
        names = [name for name in sleeps if name.startswith(f"s{stage}")]
        work = sum(sleeps[name] for name in names) / jobs
        chain = sum(sleeps[name] for name in names if "long" in name)
        total += max(work, chain) + sleeps[f"join{stage}"]
    return total


def loading(folder: Path) -> bool:
    """Loading and validating 1,000 phases; folding 50,000 events. In this process: seconds, not ratios."""
    from tracker.adapters.files.disk import DiskFiles
    from tracker.documents.names import SECTION_NAMES
    from tracker.journal import events as e
    from tracker.spec.loader import load_plan
    from tracker.state import fold

    place = folder / "phases-1000"
    plans.phases(place, 1000)
    load = _best(lambda: load_plan(DiskFiles(str(place)), sections=SECTION_NAMES))
    events = [
        e.Recorded(f"{n:026}", "2026-01-01T00:00:00.000Z", f"run{n // 100}", event)
        for n in range(25_000)
        for event in (
            e.CheckStarted("phase-1", f"c{n % 500}", {"database": "sqlite"}),
            e.CheckFinished("phase-1", f"c{n % 500}", {"database": "sqlite"}, "d", {}, "passed", "ok", 0.1, "c"),
        )
    ]
    folding = _best(lambda: fold(events))
    print("\nloading and folding")
    for name, seconds, goal in (("load and validate 1,000 phases", load, 0.6), ("fold 50,000 events", folding, 0.5)):
        print(f"  {name:<34} {seconds * 1000:9.1f} ms   goal < {goal * 1000:g} ms: {'met' if seconds < goal else 'MISSED'}")
    return load < 0.6 and folding < 0.5


def triage(folder: Path, times: int) -> bool:
    """100,000 failing cases, grouped by cause, against reading the report and keeping nothing of it."""
    plans.report(folder / "many.xml", 100_000)
    subjects = [
        Subject("reading alone (ElementTree)", (PYTHON, str(HERE / "xml_floor.py"), "many.xml"), folder),
        Subject("tracker triage", (*TRACKER, "triage", "many.xml"), folder),
    ]
    return report("triage of 100,000 failures", interleaved(subjects, times), subjects[0].name, {"tracker triage": 10})


def _best(work: object) -> float:
    values = []
    for _ in range(3):
        began = time.perf_counter()
        work()  # type: ignore[operator]
        values.append(time.perf_counter() - began)
    return statistics.median(values)


def main() -> int:
    """Every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7, help="how often each command is timed")
    parser.add_argument("--quick", action="store_true", help="leave out the long ones")
    options = parser.parse_args()
    times = options.times
    with tempfile.TemporaryDirectory(prefix="tracker-benchmark-") as name:
        folder = Path(name)
        results = [trivial(folder, times), overhead(folder, 100, times)]
        results += [loading(folder), up_to_date(folder, 1000, times)]
        results.append(triage(folder, 3))
        if not options.quick:
            few = max(times // 2, 3)
            results += [
                overhead(folder, 1000, few),
                up_to_date(folder, 10_000, few),
                packing(folder, 2, few, 1.05),
                packing(folder, 8, few, 1.15),
            ]
    print(f"\n{sum(results)} of {len(results)} groups met their goals")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
