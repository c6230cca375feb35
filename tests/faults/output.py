"""Output without an end: every byte value, far more than memory should hold, straight into its file and past a redactor."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tracker.adapters.clock import SystemClock
from tracker.adapters.processes.executor import LocalExecutor
from tracker.model.redaction import Redactor
from tracker.model.result import ProcessRequest, ProcessResult

WHOLE = 5 << 30
"""Bytes of the long run."""
LIMIT = 1 << 20
"""Bytes that are kept of it."""
MEGABYTES = 64
"""By which memory may grow."""
_BLOCK = bytes(range(256)) * 4096
_SECRETS = Redactor({"NEVER": "a value that nobody prints"})
_CODE = """
import os, sys
block, left = bytes(range(256)) * 4096, int(sys.argv[1])
while left > 0:
    left -= os.write(1, block[:left])
"""


@dataclass
class Figures:
    """What the table shows."""

    tried: int = 0
    bytes: int = 0
    megabytes: int = 0
    """By which memory grew, at the most."""
    problems: list[str] = field(default_factory=list)


def run(*, share: float = 1.0) -> Figures:
    """With and without a redactor between."""
    figures, number = Figures(), max(int(WHOLE * share), 2 * LIMIT) // len(_BLOCK) * len(_BLOCK)
    for name, secrets in (("straight", None), ("redacted", _SECRETS)):
        figures.tried += 1
        figures.bytes += number
        grown, problems = _in_a_process_of_its_own(number, secrets)
        figures.megabytes = max(figures.megabytes, grown)
        if grown > MEGABYTES:
            problems.append(f"memory grew by {grown} MB")
        figures.problems += [f"{name}: {problem}" for problem in problems]
    return figures


def _in_a_process_of_its_own(number: int, secrets: Redactor | None) -> tuple[int, list[str]]:
    """(megabytes by which memory grew, problems)."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        try:
            answer: tuple[int, list[str]] = _measured(number, secrets)
        except BaseException as error:
            answer = 0, [f"{type(error).__name__}: {error}"]
        os.write(write, json.dumps(answer).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        grown, problems = json.load(file)
    os.waitpid(pid, 0)
    return grown, problems


def _measured(number: int, secrets: Redactor | None) -> tuple[int, list[str]]:
    folder = Path(tempfile.mkdtemp(prefix="tracker-output-"))
    try:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        done = _printed(folder, number, secrets)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        return grown // 1024, _problems(folder, number, done)
    finally:
        shutil.rmtree(folder)


def _printed(folder: Path, number: int, secrets: Redactor | None) -> ProcessResult:
    executor = LocalExecutor(
        SystemClock(),
        root=str(folder),
        scratch=str(folder / "run"),
        output_limit=LIMIT,
        conceal={},
        secrets=secrets,
    )
    argv = (sys.executable, "-S", "-E", "-c", _CODE, str(number))
    try:
        executor.start("one", ProcessRequest(argv, str(folder), {}, str(folder / "log"), timeout=3600.0))
        (finished,) = executor.wait()
    finally:
        executor.close()
    assert finished.process is not None
    return finished.process


def _problems(folder: Path, number: int, done: ProcessResult) -> list[str]:
    digest = hashlib.sha256()
    for _ in range(number // len(_BLOCK)):
        digest.update(_BLOCK)
    kept = (folder / "log").stat().st_size
    return [
        *([] if done.ok else [done.describe()]),
        *([] if done.log.size == number else [f"{done.log.size} bytes were counted of {number}"]),
        *([] if done.log.sha256 == digest.hexdigest() else ["the sha256 is that of something else"]),
        *([] if LIMIT <= kept <= LIMIT + 200 else [f"{kept} bytes were kept"]),
        *([] if done.log.head and done.log.tail else ["no head or no tail is kept"]),
    ]
