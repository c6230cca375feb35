"""Real children that behave badly, and eyes for what is left of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.adapters.clock import SystemClock
from tracker.adapters.processes.executor import LocalExecutor
from tracker.model.ports import Finished
from tracker.model.redaction import Redactor
from tracker.model.result import ProcessRequest, ProcessResult

PYTHON = (sys.executable, "-S", "-E", "-c")
FORK = "import os, signal, sys, time\n"
DAEMON = """
import os, sys, time
if os.fork():
    while not os.path.exists(sys.argv[1]): time.sleep(0.01)  # it is out of our group then
    os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
with open(sys.argv[1] + ".new", "w") as file: file.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""
"""A program that leaves its session and its parent, and writes its number into the file that it is given."""
LAST = "\nopen('pid.new', 'w').write(str(os.getpid())); os.rename('pid.new', 'pid'); time.sleep(60)\n"
"""What the one who must not survive does: says who it is, and stays."""


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def zombies() -> bool:
    """Whether we have a child that ended and was not buried."""
    try:
        return os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return False


def wait_until(so: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def marked(mark: str) -> list[int]:
    """Living processes with a mark in their environment."""
    found = []
    for name in os.listdir("/proc"):
        try:
            environ = Path(f"/proc/{name}/environ").read_bytes() if name.isdecimal() else b""
            if f"MARK={mark}".encode() in environ.split(b"\0") and alive(int(name)):
                found.append(int(name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


class Bench:
    """An executor, and a short way to use it."""

    def __init__(self, folder: Path, executor: LocalExecutor) -> None:
        self.folder = folder
        self.executor = executor
        self.env = {"PATH": os.environ["PATH"]}

    def request(self, *argv: str, timeout: float = 20, grace: float = 5, name: str = "one", **env: str) -> ProcessRequest:
        log = str(self.folder / "runs" / name / "output.log")
        return ProcessRequest(argv, str(self.folder), {**self.env, **env}, log, timeout, grace)

    def run(self, *argv: str, timeout: float = 20, grace: float = 5, **env: str) -> ProcessResult:
        self.executor.start("one", self.request(*argv, timeout=timeout, grace=grace, **env))
        (finished,) = self.executor.wait()
        assert finished.token == "one"
        assert finished.process is not None
        return finished.process

    def python(self, code: str, *, timeout: float = 20, grace: float = 5, **env: str) -> ProcessResult:
        return self.run(*PYTHON, FORK + code, timeout=timeout, grace=grace, **env)

    def all(self, count: int) -> dict[object, Finished]:
        found: dict[object, Finished] = {}
        while len(found) < count:
            found.update((finished.token, finished) for finished in self.executor.wait())
        return found

    def pid(self) -> int:
        wait_until((self.folder / "pid").exists)
        return int((self.folder / "pid").read_text())

    @property
    def log(self) -> Path:
        return self.folder / "runs" / "one" / "output.log"


@contextmanager
def a_bench(
    folder: Path, *, limit: int = 1 << 20, pidfds: bool | None = None, secrets: Redactor | None = None
) -> Iterator[Bench]:
    executor = LocalExecutor(
        SystemClock(), root=str(folder), scratch=str(folder / f"run-{os.getpid()}"), output_limit=limit,
        conceal={f"{folder}/": "", str(folder): "."}, pidfds=pidfds, secrets=secrets,
    )  # fmt: skip
    try:
        yield Bench(folder, executor)
    finally:
        executor.close()
