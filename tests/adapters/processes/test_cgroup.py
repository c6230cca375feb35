"""The run's own control group: nobody leaves it, whatever parent, session or environment they choose."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.adapters.processes.children import DAEMON, alive, wait_until
from tests.conftest import started
from tracker.adapters.processes import cgroup

RUNNER = """
import sys, time
from tracker.adapters.clock import SystemClock
from tracker.adapters.processes.executor import LocalExecutor
from tracker.model.result import ProcessRequest
folder, daemon = sys.argv[1:]
executor = LocalExecutor(SystemClock(), root=folder, scratch=folder + "/run-of-a-test", output_limit=1000, conceal={})
argv = ("env", "-i", sys.executable, "-c", daemon, folder + "/pid")
executor.start("one", ProcessRequest(argv, folder, {"PATH": "/usr/bin:/bin"}, folder + "/log", 60, 1))
executor.wait()
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def group():
    made = cgroup.make(f"tracker-test-{os.getpid()}")
    if made is None or not made.enter():
        pytest.skip("this system lets us make no control group")
    yield made
    made.leave()


def written_pid(path: Path) -> int:
    wait_until(lambda: path.exists() and path.read_text() != "")
    return int(path.read_text())


def test_leaving_kills_all_that_was_started_inside_and_removes_the_group(group: cgroup.Cgroup, tmp_path: Path) -> None:
    subprocess.run(["env", "-i", sys.executable, "-c", DAEMON, str(tmp_path / "pid")], check=True)
    pid = written_pid(tmp_path / "pid")
    assert alive(pid)
    group.leave()
    wait_until(lambda: not alive(pid))
    assert not os.path.exists(group.path)
    with open("/proc/self/cgroup") as file:
        assert group.path.rpartition("/")[2] not in file.read()


def test_a_group_that_cannot_be_made_is_done_without(group: cgroup.Cgroup) -> None:
    assert cgroup.make("no/such/folder") is None
    assert not cgroup.Cgroup("/nowhere/at/all", "/nowhere").enter()


def test_a_daemon_without_environment_dies_with_a_killed_runner(group: cgroup.Cgroup, tmp_path: Path) -> None:
    """It left its session, its parent and its mark: only the group knows whose it is."""
    with started([sys.executable, "-c", RUNNER, str(tmp_path), DAEMON], stdout=subprocess.PIPE) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == b"started\n"
        pid = written_pid(tmp_path / "pid")
        assert alive(pid)
    wait_until(lambda: not alive(pid), 5)
    end = time.monotonic() + 5
    while os.path.exists(f"{group.path}/tracker-run-of-a-test") and time.monotonic() < end:
        time.sleep(0.02)
    assert not os.path.exists(f"{group.path}/tracker-run-of-a-test")
