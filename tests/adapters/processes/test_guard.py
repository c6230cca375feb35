"""Who outlives a killed runner, and ends what that had started: with /proc, and with `ps` where there is none."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.processes.children import DAEMON, alive, wait_until
from tests.conftest import started
from tracker.adapters.processes.guard import Guard

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


# -- the guard alone: nothing has its mark, so that only its table tells what is to be ended ---------------------------

BARE = """
import os, subprocess, sys, time
from tracker.adapters.processes.guard import Guard
guard = Guard("a-mark-that-nobody-has", proc=sys.argv[1] == "proc")
for number in range(4_300_000, 4_301_100):
    guard.watch(number)
    guard.forget(number)
groups = [subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(3)]
for group in groups:
    guard.watch(group.pid)
guard.forget(groups[1].pid)
guard.forget(groups[1].pid)
print(guard.pid, *(group.pid for group in groups), flush=True)
time.sleep(60)
"""


@pytest.fixture
def watched() -> Iterator[tuple[subprocess.Popen[str], int, list[int]]]:
    """A runner, its guard, and three groups, of which the second has been forgotten."""
    groups: list[int] = []
    with started([sys.executable, "-c", BARE, "proc"], stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        guard, *groups = map(int, runner.stdout.readline().split())
        try:
            yield runner, guard, groups
        finally:
            for pid in groups:
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)


def test_a_place_in_its_table_is_used_again_and_what_was_forgotten_is_not_touched(watched) -> None:
    runner, guard, (first, forgotten, last) = watched
    runner.kill()
    wait_until(lambda: not alive(first) and not alive(last))
    wait_until(lambda: not alive(guard))
    assert alive(forgotten)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_ends_others_does_not_end_it(watched, stop: signal.Signals) -> None:
    runner, guard, (first, _, last) = watched
    os.kill(guard, stop)
    runner.kill()
    wait_until(lambda: not alive(first) and not alive(last))


def test_a_runner_that_ends_as_it_should_lets_it_go_and_nothing_is_killed() -> None:
    before = os.listdir("/proc/self/fd")
    with started(["sleep", "60"], start_new_session=True) as group:
        guard = Guard("a-mark-that-nobody-has")
        guard.watch(group.pid)
        assert alive(guard.pid)
        guard.close()
        assert not alive(guard.pid)
        assert alive(group.pid)
    assert os.listdir("/proc/self/fd") == before


def test_it_keeps_the_locks_that_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    held = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    guard = Guard("a-mark-that-nobody-has", locks=[held])
    os.close(held)
    with path.open() as mine:
        with pytest.raises(BlockingIOError):
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        guard.close()
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_it_has_a_session_of_its_own_and_nothing_of_the_user_s_environment() -> None:
    guard = Guard("a-mark-that-nobody-has")
    try:
        assert os.getsid(guard.pid) == guard.pid
        environ = Path(f"/proc/{guard.pid}/environ")
        while not environ.read_bytes():  # the kernel has not finished to start it
            pass
        names = {line.partition(b"=")[0] for line in environ.read_bytes().split(b"\0") if line}
        assert names == {b"PATH", b"LC_ALL"}
    finally:
        guard.close()


def test_more_groups_than_its_table_has_places_are_no_error() -> None:
    guard = Guard("a-mark-that-nobody-has")
    try:
        numbers = range(4_300_000, 4_301_000)
        for number in numbers:
            guard.watch(number)
        for number in numbers:
            guard.forget(number)
    finally:
        guard.close()


@pytest.mark.parametrize("buried", [False, True])
def test_a_guard_that_somebody_killed_is_let_go_without_a_word(buried: bool) -> None:
    guard = Guard("a-mark-that-nobody-has")
    os.kill(guard.pid, signal.SIGKILL)
    if buried:
        os.waitpid(guard.pid, 0)
    else:
        wait_until(lambda: not alive(guard.pid))
    guard.close()
    assert not alive(guard.pid)


def test_it_keeps_every_lock_of_many(tmp_path: Path) -> None:
    files = [os.open(tmp_path / str(n), os.O_RDWR | os.O_CREAT) for n in range(200)]
    guard = Guard("a-mark-that-nobody-has", locks=files)
    try:
        wanted = {os.fstat(fd).st_ino for fd in files}
        folder = f"/proc/{guard.pid}/fd"
        kept = set()
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):  # it has just closed it: it is still starting
                kept.add(os.stat(f"{folder}/{name}").st_ino)
        assert wanted <= kept
    finally:
        guard.close()
        for fd in files:
            os.close(fd)


def test_where_there_are_no_files_in_memory_its_table_is_a_file_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    guard = Guard("a-mark-that-nobody-has")
    guard.watch(4_300_000)
    guard.close()
    assert not alive(guard.pid)
    assert list(tmp_path.iterdir()) == []
