"""Locks between real processes."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.adapters.repositories import ordinary_user
from tests.conftest import started
from tracker.adapters import locks as module
from tracker.adapters.clock import SystemClock
from tracker.adapters.locks import FileLocks, is_alive
from tracker.adapters.processes.tree import started as begun
from tracker.errors import LockedError, StorageError
from tracker.formats.when import When
from tracker.model.found import LockHolder

HOLD = """
import sys, time
from tracker.adapters.clock import SystemClock
from tracker.adapters.locks import FileLocks
locks = FileLocks(sys.argv[1], SystemClock())
locks.acquire(sys.argv[2:], run="RUN-OF-ANOTHER")
print("held", flush=True)
sys.stdin.read()
"""


def locks(folder: Path) -> FileLocks:
    return FileLocks(str(folder), SystemClock())


class Holder:
    """Another process that holds locks until it is let go, or killed."""

    def __init__(self, folder: Path, *names: str) -> None:
        command = [sys.executable, "-c", HOLD, str(folder), *names]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"held\n"

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_a_second_process_is_told_who_holds_it_and_since_when(tmp_path: Path) -> None:
    with Holder(tmp_path, "phase-1") as other:
        found = locks(tmp_path).holders()["phase-1"]
        assert (found.run, found.pid, found.host) == ("RUN-OF-ANOTHER", other.process.pid, socket.gethostname())
        with pytest.raises(LockedError) as caught:
            locks(tmp_path).acquire(["phase-1"], run="MINE")
        assert caught.value.message == (
            f"phase-1 is already running: run RUN-OF-ANOTHER, process {other.process.pid} on {socket.gethostname()}, "
            f"since {When(SystemClock()).full(found.since)}"
        )
        assert caught.value.hints == ("Wait until it ends; see it: tracker status",)
        locks(tmp_path).acquire(["phase-2"], run="MINE")


def test_the_death_of_the_holder_frees_it_whatever_is_written_in_the_file(tmp_path: Path) -> None:
    with Holder(tmp_path, "phase-1") as other:
        os.kill(other.process.pid, signal.SIGKILL)
        other.process.wait()
        assert json.loads((tmp_path / "phase-1.lock").read_text())["pid"] == other.process.pid
        mine = locks(tmp_path)
        assert mine.holders() == {}
        mine.acquire(["phase-1"], run="MINE")
        assert mine.holders()["phase-1"].pid == os.getpid()
        mine.release_all()


def test_a_number_that_belongs_to_another_process_now_holds_nothing(tmp_path: Path) -> None:
    text = {"run": "OLD", "pid": os.getpid(), "host": socket.gethostname(), "since": "2025-01-01T00:00:00Z"}
    (tmp_path / "phase-1.lock").write_text(json.dumps(text))
    mine = locks(tmp_path)
    assert mine.holders() == {}
    mine.acquire(["phase-1"], run="NEW")
    assert mine.holders()["phase-1"].run == "NEW"


def test_all_or_none(tmp_path: Path) -> None:
    with Holder(tmp_path, "b"):
        mine = locks(tmp_path)
        with pytest.raises(LockedError, match="b is already running"):
            mine.acquire(["a", "b", "c"], run="MINE")
        assert mine.holders().keys() == {"b"}
        locks(tmp_path).acquire(["a", "c"], run="THIRD")


def test_what_was_held_before_a_refusal_is_held_after_it(tmp_path: Path) -> None:
    with Holder(tmp_path, "b"):
        mine = locks(tmp_path)
        mine.acquire(["a"], run="MINE")
        with pytest.raises(LockedError):
            mine.acquire(["b", "c"], run="MINE")
        with pytest.raises(LockedError, match="a is already running: run MINE"):
            locks(tmp_path).acquire(["a"], run="OTHER")
        assert mine.holders().keys() == {"a", "b"}


def test_given_back_is_free_and_the_file_stays(tmp_path: Path) -> None:
    mine = locks(tmp_path / "deep/folder")
    mine.acquire(["a", "b"], run="MINE")
    mine.acquire(["a"], run="AGAIN")
    inode = (tmp_path / "deep/folder/a.lock").stat().st_ino
    mine.release("a")
    mine.release("a")
    assert mine.holders().keys() == {"b"}
    mine.release_all()
    assert mine.holders() == {}
    assert (tmp_path / "deep/folder/a.lock").stat().st_ino == inode
    locks(tmp_path / "deep/folder").acquire(["a"], run="OTHER")


def test_waiting_for_one(tmp_path: Path) -> None:
    with Holder(tmp_path, "commit") as other:
        code = HOLD.replace("acquire(sys.argv[2:]", "wait_for(sys.argv[2]")
        with started([sys.executable, "-c", code, str(tmp_path), "commit"], stdin=-1, stdout=-1) as waiter:
            assert waiter.stdout is not None
            os.set_blocking(waiter.stdout.fileno(), False)
            time.sleep(0.3)
            assert waiter.stdout.read() is None
            other.process.kill()
            os.set_blocking(waiter.stdout.fileno(), True)
            assert waiter.stdout.readline() == b"held\n"
            assert locks(tmp_path).holders()["commit"].pid == waiter.pid


@pytest.mark.timeout(10)
def test_waiting_for_what_is_ours_already_does_not_wait_for_ever(tmp_path: Path) -> None:
    mine = locks(tmp_path)
    mine.wait_for("a", run="MINE")
    mine.wait_for("a", run="MINE")
    mine.release("a")
    assert mine.holders() == {}


def test_looking_never_keeps_somebody_from_taking_it(tmp_path: Path) -> None:
    mine = locks(tmp_path)
    mine.acquire(["a"], run="MINE")
    mine.release_all()
    code = "import sys\nfrom tracker.adapters.locks import FileLocks\nlocks = FileLocks(sys.argv[1], None)\n"
    code += "print('up', flush=True)\nwhile True: locks.holders()"
    with started([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as looker:
        assert looker.stdout is not None
        looker.stdout.readline()
        for _ in range(300):
            mine.acquire(["a"], run="MINE")
            mine.release_all()


def test_somebody_who_looks_for_a_moment_does_not_hold_it(tmp_path: Path) -> None:
    (tmp_path / "a.lock").touch()
    fd = os.open(tmp_path / "a.lock", os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_SH)
    timer = threading.Timer(0.03, os.close, [fd])
    timer.start()
    locks(tmp_path).acquire(["a"], run="MINE")
    timer.join()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"run": "x"}', '{"run":"x","pid":"y","host":"","since":""}', "\xff", "[" * 4000]
)
def test_a_damaged_file_is_still_a_lock(tmp_path: Path, text: str) -> None:
    with Holder(tmp_path, "a"):
        (tmp_path / "a.lock").write_text(text, encoding="latin-1")
        assert locks(tmp_path).holders() == {}
        with pytest.raises(LockedError, match="a is locked by another run that has just started"):
            locks(tmp_path).acquire(["a"], run="MINE")


def test_a_folder_that_cannot_be_written_is_an_error_and_not_a_crash() -> None:
    with ordinary_user() as folder:
        folder.chmod(0o555)
        with pytest.raises(StorageError, match=r"the lock _all cannot be taken: Permission denied") as caught:
            locks(folder / "locks").acquire(["a"], run="MINE")
        assert caught.value.hints[0].startswith("Make ")
        with pytest.raises(StorageError, match="the lock a cannot be taken"):
            locks(folder).wait_for("a", run="MINE")
        assert locks(folder / "locks").holders() == {}
        folder.chmod(0o755)


def test_a_lock_that_a_dead_holder_s_guard_still_keeps_is_nobody_s(tmp_path: Path) -> None:
    """Its run is interrupted and not running, also in the moment before the guard lets go."""
    code = (
        "import os, sys, time\nfrom tracker.adapters.clock import SystemClock\nfrom tracker.adapters.locks import FileLocks\n"
        "held = FileLocks(sys.argv[1], SystemClock())\nheld.acquire(['a'], run='R')\n"
        "if os.fork(): os._exit(0)\nprint('kept', flush=True)\ntime.sleep(30)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"kept\n"
    holder.wait()
    try:
        assert locks(tmp_path).holders() == {}
    finally:
        subprocess.run(["pkill", "-f", str(tmp_path)], check=False)
        holder.stdout.close()


HERE = socket.gethostname()


def names(pid: int, started_at: int | None = None, host: str = HERE) -> str:
    """What a holder writes; nothing about its start, as older versions did, by default."""
    text = {"run": "R", "pid": pid, "host": host, "since": "2025-01-01T00:00:00Z"}
    return json.dumps(text if started_at is None else {**text, "started": started_at})


class Kept:
    """A lock that is held through a descriptor, whatever is written in it."""

    def __init__(self, folder: Path, text: str) -> None:
        (folder / "a.lock").write_text(text)
        self.fd = os.open(folder / "a.lock", os.O_RDWR)
        fcntl.flock(self.fd, fcntl.LOCK_EX)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


class SlowTime:
    """A time that passes only when somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(module, "time", self)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(
    ("holder", "lives"),
    [
        (LockHolder("R", os.getpid(), HERE, "", begun(os.getpid())), True),
        (LockHolder("R", os.getpid(), HERE, "", begun(os.getpid()) + 1), False),
        (LockHolder("R", os.getpid(), HERE, "", begun(os.getpid()) - 1), False),
        (LockHolder("R", os.getpid(), HERE, "", 0), True),
        (LockHolder("R", 2**22 + 1, HERE, "", 5), False),
        (LockHolder("R", 2**22 + 1, "another-host", "", 5), True),
    ],
)
def test_a_holder_is_told_from_whoever_has_its_number_now_by_its_start(holder: LockHolder, lives: bool) -> None:
    assert is_alive(holder) is lives


@pytest.mark.parametrize(("told", "lives"), [(0, True), (1, False), (-1, False), (7, True)])
def test_where_nobody_can_tell_when_it_started_it_is_taken_to_live(monkeypatch, told: int, lives: bool) -> None:
    monkeypatch.setattr(module, "started", lambda pid: told)
    assert is_alive(LockHolder("R", os.getpid(), HERE, "", 7)) is lives


def test_a_process_of_somebody_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(pid: int, signal: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "kill", refused)
    assert is_alive(LockHolder("R", 1, HERE, "", 0))


def test_a_folder_of_locks_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "project/.tracker").mkdir(parents=True)
    elsewhere.mkdir()
    (tmp_path / "project/.tracker/locks").symlink_to(elsewhere)
    mine = locks(tmp_path / "project/.tracker/locks")
    with Kept(elsewhere, names(os.getpid())):
        for name in ("a", "b"):
            with pytest.raises(StorageError, match="the lock _all cannot be taken") as caught:
                mine.acquire([name], run="MINE")
            assert caught.value.hints[0].startswith("Remove ")
        assert mine.holders() == {}
    assert [(path.name, path.read_text()) for path in elsewhere.iterdir()] == [("a.lock", names(os.getpid()))]


def test_a_lock_whose_writer_s_number_is_another_s_now_is_nobody_s(tmp_path: Path) -> None:
    for started_at, seen in ((None, {"a"}), (begun(os.getpid()), {"a"}), (1, set[str]())):
        with Kept(tmp_path, names(os.getpid(), started_at)):
            assert locks(tmp_path).holders().keys() == seen


def test_who_holds_it_is_waited_for_a_tenth_of_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    time_ = SlowTime(monkeypatch)
    with Kept(tmp_path, names(os.getpid())), pytest.raises(LockedError, match="run R"):
        locks(tmp_path).acquire(["a"], run="MINE")
    assert 0.1 <= time_.now < 0.15


def test_the_guard_of_a_dead_holder_is_waited_for_five_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    time_ = SlowTime(monkeypatch)
    with Kept(tmp_path, names(2**22 + 1)), pytest.raises(LockedError, match="run R"):
        locks(tmp_path).acquire(["a"], run="MINE")
    assert 5 <= time_.now < 5.05


def test_given_back_is_free_also_while_a_child_has_the_descriptor(tmp_path: Path) -> None:
    mine = locks(tmp_path)
    mine.acquire(["a"], run="MINE")
    with started(["sleep", "60"], pass_fds=mine.descriptors()):
        mine.release("a")
        assert (tmp_path / "a.lock").read_text() == ""
        locks(tmp_path).acquire(["a"], run="OTHER")


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    mine, before = locks(tmp_path), os.listdir("/proc/self/fd")
    mine.acquire(["a"], run="MINE")
    assert len(mine.descriptors()) == 2, "its own, and that on everything, which it shares"
    with pytest.raises(LockedError):
        locks(tmp_path).acquire(["a"], run="OTHER")
    mine.holders()
    mine.release("a")
    assert os.listdir("/proc/self/fd") == before


def test_a_full_disk_keeps_nobody_from_giving_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = locks(tmp_path)
    mine.acquire(["a"], run="MINE")

    def full(fd: int, size: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "ftruncate", full)
        mine.release("a")
    locks(tmp_path).acquire(["a"], run="OTHER")


def test_a_shorter_name_takes_the_place_of_a_longer_one(tmp_path: Path) -> None:
    mine = locks(tmp_path)
    mine.acquire(["a"], run="A-RUN-WITH-A-LONG-NAME" * 9)
    mine.release("a")
    (tmp_path / "a.lock").write_text("x" * 4000)
    mine.acquire(["a"], run="R")
    assert mine.holders()["a"].run == "R"
    assert json.loads((tmp_path / "a.lock").read_text())["run"] == "R"


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_who_may_read_a_lock_is_for_the_umask_to_say(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        locks(tmp_path).acquire(["a"], run="MINE")
    finally:
        os.umask(before)
    assert (tmp_path / "a.lock").stat().st_mode & 0o777 == mode


def test_a_lock_file_that_is_gone_when_it_is_looked_at_is_held_by_nobody(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "listdir", lambda path: ["gone.lock"])
    assert locks(tmp_path).holders() == {}


MANY = [f"phase-{number}" for number in range(1000)]


def test_a_run_of_many_phases_costs_few_descriptors(tmp_path: Path) -> None:
    mine = locks(tmp_path)
    mine.acquire(MANY, run="MINE")
    assert len(mine.descriptors()) == 1
    assert {holder.run for holder in mine.holders().values()} == {"MINE"}
    with pytest.raises(LockedError, match="the whole plan is already running: run MINE"):
        locks(tmp_path).acquire(["phase-7"], run="OTHER")
    mine.wait_for("record", run="MINE")
    mine.release("record")
    with pytest.raises(LockedError):
        locks(tmp_path).acquire(["phase-7"], run="OTHER")
    mine.release_all()
    locks(tmp_path).acquire(["phase-7"], run="OTHER")


def test_a_run_of_many_phases_waits_for_nobody_who_only_looks_and_is_told_who_runs(tmp_path: Path) -> None:
    with Holder(tmp_path, "phase-7"):
        with pytest.raises(LockedError, match="phase-7 is already running: run RUN-OF-ANOTHER"):
            locks(tmp_path).acquire(MANY, run="MINE")
        beside = locks(tmp_path)
        beside.acquire(["phase-8"], run="BESIDE")
        beside.release_all()
    locks(tmp_path).acquire(MANY, run="MINE")


def test_the_death_of_a_run_of_many_frees_them(tmp_path: Path) -> None:
    with Holder(tmp_path, *MANY) as other:
        other.process.kill()
        other.process.wait()
        locks(tmp_path).acquire(["phase-7"], run="MINE")
