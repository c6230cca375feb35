"""Hostile children: processes that will not end, hide, or leave others behind. T is a number that marks all of them."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tracker.adapters.clock import SystemClock
from tracker.adapters.processes.executor import LocalExecutor
from tracker.model.result import ProcessRequest, ProcessResult

DEADLINE, GRACE = 0.3, 0.2
_PY = f"{sys.executable} -S -E -c"
_DAEMON = "import os,sys,time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(int(sys.argv[1]))"
_HOPPER = "import os,sys,time\nend=time.time()+60\nwhile time.time()<end:\n if os.fork(): os._exit(0)\n {0}\n time.sleep(0.002)"
_STUBBORN = (
    "import signal,sys,time\nfor n in range(1,32):\n try: signal.signal(n,signal.SIG_IGN)\n except OSError: pass\n"
    "time.sleep(int(sys.argv[1]))"
)
_BIRTH = (
    "import os,signal,sys,time\ndef f(*a):\n if not os.fork():\n  os.setsid(); time.sleep(int(sys.argv[1]))\n"
    "signal.signal(15,f)\nwhile 1: time.sleep(1)"
)
_ZOMBIES = "import os,sys,time\nfor n in range(20):\n if not os.fork(): os._exit(0)\ntime.sleep(int(sys.argv[1]))"

KINDS: dict[str, str] = {
    "sleeps": "sleep $T",
    "ignores TERM": "trap '' TERM; while :; do sleep 0.05; done; : $T",
    "ignores every signal": f'{_PY} "{_STUBBORN}" $T',
    "child in the background": "sleep $T & wait",
    "leaves a child behind": "sleep $T &",
    "leaves a child and fails": "sleep $T & exit 3",
    "child in a session of its own": "setsid sleep $T & sleep $T",
    "leaves a session behind": "setsid sleep $T &",
    "daemon": f'{_PY} "{_DAEMON}" $T; sleep $T',
    "leaves a daemon behind": f'{_PY} "{_DAEMON}" $T',
    "daemon without environment": f'env -i {_PY} "{_DAEMON}" $T; sleep $T',
    "leaves a daemon without environment": f'env -i {_PY} "{_DAEMON}" $T',
    "stubborn daemon": f'setsid {_PY} "{_STUBBORN}" $T & sleep $T',
    "stubborn daemon without environment": f'env -i setsid {_PY} "{_STUBBORN}" $T & sleep 0.1',
    "nohup": "nohup sleep $T >/dev/null 2>&1 & wait",
    "stops itself": "kill -STOP $$; : $T",
    "stopped child": "sleep $T & kill -STOP $!; wait",
    "hops from process to process": f'{_PY} "{_HOPPER.format("pass")}" $T; sleep $T',
    "hops from session to session": f'{_PY} "{_HOPPER.format("os.setsid()")}" $T',
    "has children when it is told to end": f'{_PY} "{_BIRTH}" $T',
    "keeps its output open": "(setsid sleep $T) & exec >&-; exit 0",
    "prints for ever": "yes $T",
    "prints every byte": f'{_PY} "import os,sys\nwhile 1: os.write(1,bytes(range(256))*256)" $T',
    "runs in a circle": f'{_PY} "while 1: pass" $T',
    "executes itself again and again": f'{_PY} "$AGAIN" $T',
    "kills itself": "kill -KILL $$; : $T",
    "crashes": f'{_PY} "import os,signal; os.kill(os.getpid(),signal.SIGSEGV)" $T',
    "reads its input": "cat; sleep $T",
    "asks the terminal": "read x </dev/tty; sleep $T",
    "makes zombies": f'{_PY} "{_ZOMBIES}" $T',
    "takes away its folder": 'rm -rf "$PWD"; sleep $T',
    "makes its output unreadable": "echo x; chmod 000 /proc/self/fd/1; sleep $T",
    "a long line of descendants": 'sh -c \'sh -c "sh -c \\"setsid sleep $T & sleep $T\\" & wait" & wait\' & wait',
    "many children": "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do setsid sleep $T & done; wait",
}
"""At the least thirty."""
ADOPTION = frozenset(name for name in KINDS if "without environment" in name or name.startswith("hops"))
"""Without adoption nobody can tell whose these are, or be fast enough (docs/reliability.md)."""
AGAIN = (
    "import os,sys,time; time.sleep(0.01)\n"
    "os.execv(sys.executable, [sys.executable,'-S','-E','-c',os.environ['AGAIN'],sys.argv[1]])"
)


@dataclass
class Figures:
    """What the table shows."""

    children: int = 0
    survivors: int = 0
    late: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """Seconds over deadline and grace."""
        return sorted(self.late)[min(int(len(self.late) * 0.99), len(self.late) - 1)] if self.late else 0.0


def run(*, seed: int, rounds: int, adopt: bool | None = None, together: int = 2) -> Figures:
    """Every kind, so many times, `together` at a time, in an order by the seed."""
    figures = Figures()
    chance = random.Random(seed)
    for _ in range(rounds):
        names = list(KINDS)
        chance.shuffle(names)
        for start in range(0, len(names), together):
            _some(figures, names[start : start + together], adopt, chance.randrange(10**6))
    return figures


def _some(figures: Figures, names: list[str], adopt: bool | None, number: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tracker-children-"))
    executor = LocalExecutor(
        SystemClock(),
        root=str(folder),
        scratch=str(folder / f"{folder.name}-{number}"),
        output_limit=1 << 20,
        conceal={},
        adopt=adopt,
    )
    tokens = {name: f"1{os.getpid() % 10**4:04}{number % 1000:03}{n:02}" for n, name in enumerate(names)}
    began: dict[str, float] = {}
    for name in names:
        began[name] = time.monotonic()
        executor.start(name, _request(folder, name, tokens[name]))
    waiting = set(names)
    while waiting:
        for finished in executor.wait():
            name = str(finished.token)
            waiting.discard(name)
            seconds = finished.process.seconds if finished.process else time.monotonic() - began[name]
            figures.children += 1
            figures.late.append(max(0.0, seconds - DEADLINE - GRACE))
            _judge(figures, name, seconds, finished.process)
            told = finished.process is not None and finished.process.timed_out
            if told and (name not in ADOPTION or (adopt is not False and not waiting)):
                _survivors(figures, name, tokens[name])  # what ended by itself may leave something for the others of its run
    executor.close()
    for name in names:
        if adopt is not False or name not in ADOPTION:
            _survivors(figures, name, tokens[name])
        for pid in alive(tokens[name]):
            os.kill(pid, 9)  # those that may survive are not left to the next experiment
    shutil.rmtree(folder, ignore_errors=True)


def _request(folder: Path, name: str, token: str) -> ProcessRequest:
    own = folder / f"work-{token}"
    own.mkdir()
    environment = {"PATH": os.environ["PATH"], "T": token, "AGAIN": AGAIN}
    return ProcessRequest(("sh", "-c", KINDS[name]), str(own), environment, str(own / "log"), DEADLINE, GRACE)


def _judge(figures: Figures, name: str, seconds: float, done: ProcessResult | None) -> None:
    if done is None or done.problem:
        figures.problems.append(f"{name}: it could not be started: {done.problem if done else ''}")
    elif seconds > DEADLINE + GRACE + 1:
        figures.problems.append(f"{name}: it took {seconds:.2f} s")
    if name.startswith("prints") and done is not None and done.log.size < 1000:
        figures.problems.append(f"{name}: its output is missing")


def _survivors(figures: Figures, name: str, token: str) -> None:
    found = alive(token)
    if found:
        figures.survivors += len(found)
        figures.problems.append(f"{name}: survived by {found}")
        for pid in found:
            os.kill(pid, 9)


def alive(token: str) -> list[int]:
    """Processes that have a text on their command line and are no zombies."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                words = Path(f"/proc/{entry}/cmdline").read_bytes()
                state = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if token.encode() in words and state not in "ZX":
                found.append(int(entry))
    return found
