"""Starts the workers: several at a time, each with a share of a figure's cases and a shim of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from .lab import temporary
from .shim import SIZE, build

ROOT = Path(__file__).resolve().parent.parent.parent


def start(figure: str, *, seed: int, number: int, skip: int = 0) -> subprocess.Popen[str]:
    """One worker."""
    folder = temporary()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FAULT_HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    shim = build(folder)
    if shim is not None:
        state = folder / "state"
        state.write_bytes(bytes(SIZE))
        environment.update(LD_PRELOAD=str(shim), FAULT_STATE=str(state), FAULT_ROOT=str(folder / "case"))
    words = [sys.executable, "-m", "tests.faults.worker", figure, str(seed), str(number), str(skip)]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def share(figure: str, *, seed: int, number: int, workers: int = 1, skip: int = 0) -> dict[str, Any]:
    """All of a figure's cases, added up."""
    each = -(-number // workers)
    running = [start(figure, seed=seed, number=min(each, number - n), skip=skip + n) for n in range(0, number, each)]
    totals: Counter[str] = Counter()
    problems: list[str] = []
    try:
        for process in running:
            out, _ = process.communicate()
            if process.returncode:
                raise AssertionError(f"the worker of {figure} ended with {process.returncode}")
            figures = json.loads(out.splitlines()[-1])
            problems += figures.pop("problems")
            totals.update(figures)
    finally:
        for process in running:
            process.kill()  # one that hangs is not left behind
            process.wait()
    return {**totals, "problems": problems}
