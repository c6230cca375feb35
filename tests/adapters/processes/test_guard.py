"""Who outlives a killed runner, and ends what that had started: with /proc, and with `ps` where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.processes.children import DAEMON, alive, wait_until
from tests.conftest import started

RUNNER = """
import sys, time
from tracker.adapters.processes import cgroup
from tracker.adapters.clock import SystemClock
from tracker.adapters.processes.executor import LocalExecutor
from tracker.model.result import ProcessRequest
folder, daemon, adopt = sys.argv[1:]
cgroup.make = lambda name: None  # that would be enough by itself
executor = LocalExecutor(
    SystemClock(), root=folder, scratch=folder + "/run-of-a-test", output_limit=1000, conceal={},
    adopt=None if adopt == "adopt" else False,
)
argv = (sys.executable, "-c", daemon, folder + "/pid")
executor.start("one", ProcessRequest(argv, folder, {"PATH": "/usr/bin:/bin"}, folder + "/log", 60, 1))
executor.wait()
print("started", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("way", ["adopt", "by ps"])
def test_after_a_kill_of_the_runner_a_daemon_of_a_check_that_has_ended_does_not_live_on(tmp_path: Path, way: str) -> None:
    words = [sys.executable, "-c", RUNNER, str(tmp_path), DAEMON, way]
    with started(words, stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == "started\n"
        daemon = int((tmp_path / "pid").read_text())
        assert alive(daemon)
        runner.kill()
        wait_until(lambda: not alive(daemon))


def test_what_another_run_started_lives_on(tmp_path: Path) -> None:
    with started(["sleep", "60"], env={"PROCESS_MARK": "run-of-another.1.", "PATH": "/usr/bin:/bin"}) as other:
        test_after_a_kill_of_the_runner_a_daemon_of_a_check_that_has_ended_does_not_live_on(tmp_path, "by ps")
        assert alive(other.pid)
