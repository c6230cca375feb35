"""A run that was killed together with its guard: the next run ends what it left, and nothing of anybody else's."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Place, started
from tracker.adapters.processes.tree import descendants

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

SLOW = """\
checks:
  - {id: slow, kind: command, inputs: [], run: 'echo $$ >> "$PIDS"; (setsid sleep 300 &) ; test -e done || sleep 300'}
"""


def alive(pid: int) -> bool:
    """Whether a process is there, and not only its number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def killed_with_its_guard(place: Place, pids: Path) -> list[int]:
    """The processes that a run has left, whose runner and guard were killed at the same time."""
    env = {**place.env, "PIDS": str(pids)}
    with started(place.command("run", "1"), cwd=place.path, env=env) as runner:
        for _ in range(600):
            below = descendants(runner.pid)
            if pids.exists() and len(left := [pid for pid in below if _words(pid).startswith(b"sleep\0")]) == 2:
                break
            time.sleep(0.05)
        guards = [pid for pid in below if b"tracker-guard" in _words(pid)]
        assert guards
        for pid in (runner.pid, *guards):
            os.kill(pid, signal.SIGSTOP)
        for pid in (runner.pid, *guards):
            os.kill(pid, signal.SIGKILL)
        runner.wait()
    shell = [int(word) for word in pids.read_text().split()]
    return [*shell, *left]


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def slow(place: Place) -> Place:
    place.write("tracker.yaml", "project: {name: Test}\nenvironment: {pass_through: [PIDS]}\n")
    place.phase("phase-1", SLOW)
    place.commit("Plan")
    return place


def test_the_next_run_ends_what_it_left(slow: Place, tmp_path: Path) -> None:
    left = killed_with_its_guard(slow, tmp_path / "pids")
    copy = tmp_path / "elsewhere"
    shutil.copytree(slow.path, copy)
    try:
        elsewhere = Place(copy, slow.env)
        elsewhere.write("done", "")
        assert "left behind" not in elsewhere.tracker("run", "1", PIDS=str(tmp_path / "others")).err
        assert all(map(alive, left)), "they work elsewhere: a clone has no business with them"
        slow.write("done", "")
        slow.commit("Done")
        again = slow.tracker("run", "1", PIDS=str(tmp_path / "others"))
        assert again.code == 0, again.out + again.err
        assert f"ended {len(left)} processes that an interrupted run had left behind" in again.out + again.err
        assert not any(map(alive, left))
    finally:
        for pid in filter(alive, left):
            os.kill(pid, signal.SIGKILL)
