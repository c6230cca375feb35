"""What reading a large journal costs: python benchmarks/journal.py [--events 1000000] [--runs 2000]

The journal is written by the real encoder, each file naming the one before; `status` is timed cold (nothing kept) and warm.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import plans
from timing import environment

from tracker.journal import events as e
from tracker.journal.codec import encode
from tracker.model.ids import ulid

_START = 1_764_000_000_000
_AT = "2026-11-28T09:14:06.486Z"


def write(folder: Path, *, events: int, runs: int) -> None:
    """Runs of one phase each, checks started and finished in turn."""
    journal = folder / ".tracker/journal"
    journal.mkdir(parents=True)
    number, heads = 0, dict[str, str]()
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    for n in range(runs):
        phase = f"phase-{n % 100 + 1}"
        run = ulid(_START + n * 60_000, n.to_bytes(10, "big"))
        last, lines = run, list[bytes]()
        for event in _story(phase, commit, heads, events // runs):
            number += 1
            line, last = encode(event, previous=last, event_id=ulid(_START + n * 60_000, number.to_bytes(10, "big")), at=_AT)
            lines.append(line)
        name = f"2026-11-28-{run}.jsonl"
        (journal / name).write_bytes(b"".join(lines))
        heads = {name: last}


def _story(phase: str, commit: str, heads: dict[str, str], count: int) -> list[e.Event]:
    told: list[e.Event] = [
        e.JournalOpened("Ann Lee <ann@example.org>", "person", "", heads),
        e.RunStarted((phase,), commit, "main", (), "0"),
        e.PhaseStarted(phase, "d" * 64, "ready"),
    ]
    for n in range((count - 5) // 2):
        check, variant = f"c{n % 20}", {"database": "sqlite"}
        told += [
            e.CheckStarted(phase, check, variant),
            e.CheckFinished(phase, check, variant, "d" * 64, {"README.md": "e" * 64}, "passed", "exit 0", 0.1, commit),
        ]
    return [*told, e.PhaseCompleted(phase, commit, 1.0), e.RunFinished("passed", 1.0)]


def seconds(folder: Path) -> float:
    """One `tracker status`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tracker", "status"], cwd=folder, env=environment(), check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "plan"
        plans.phases(folder, 100)
        (folder / "README.md").write_text("word\n")
        plans.commit(folder)
        write(folder, events=given.events, runs=given.runs)
        time.sleep(0.2)
        shutil.rmtree(folder / ".tracker/cache", ignore_errors=True)
        print(f"{given.events} events in {given.runs} files: status cold {seconds(folder):.1f} s", end="", flush=True)
        print(f", then {seconds(folder):.2f} s, warm {min(seconds(folder) for _ in range(5)):.3f} s")


if __name__ == "__main__":
    main()
