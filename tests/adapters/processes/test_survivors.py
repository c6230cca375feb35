"""Nobody survives: whatever a process does to get away, its deadline, an interrupt or the run's end gets it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.processes.children import FORK, LAST, PYTHON, Bench, a_bench, alive, marked, wait_until, zombies
from tracker.model.redaction import Redactor

SETSID = "if os.fork() == 0:\n    os.setsid()\n" + "    ".join(LAST.splitlines(keepends=True))
"""A child in a session of its own; its parent goes on."""
TWICE = "if os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n" + "    ".join(LAST.splitlines(keepends=True))
AWAY = "while not os.path.exists('pid'): time.sleep(0.01)\nsys.exit(0)"
"""It ends when its child has left: what is still in the group then is killed with it."""
DEAF = "[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]\n"


@pytest.fixture(params=[None, False], ids=["pidfds", "by turns"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with a_bench(tmp_path, pidfds=request.param) as made:
        yield made


def test_the_deadline_ends_a_process_and_says_so(bench: Bench) -> None:
    done = bench.run("sh", "-c", "echo before; exec sleep 60", timeout=0.2)
    assert done.timed_out
    assert not done.ok
    assert (done.exit_code, done.signal) == (None, signal.SIGTERM)
    assert done.log.head == "before"
    assert 0.2 <= done.seconds < 3
    assert done.describe().startswith("timed out after 0.")


def test_an_exit_code_of_0_after_the_deadline_is_no_success(bench: Bench) -> None:
    done = bench.python("signal.signal(15, lambda *_: sys.exit(0))\ntime.sleep(60)", timeout=0.5)
    assert (done.exit_code, done.timed_out, done.ok) == (0, True, False)


def test_who_ignores_term_is_killed_after_the_grace(bench: Bench) -> None:
    done = bench.python(DEAF + "print('deaf', flush=True)\ntime.sleep(60)", timeout=0.4, grace=0.3)
    assert (done.signal, done.timed_out, done.log.head) == (signal.SIGKILL, True, "deaf")
    assert 0.7 <= done.seconds < 5


def test_who_stopped_itself_is_killed_after_the_grace(bench: Bench) -> None:
    done = bench.run("sh", "-c", "kill -STOP $$; echo woken", timeout=0.2, grace=0.2)
    assert done.timed_out
    assert (done.signal, done.log.size) in {(signal.SIGKILL, 0), (signal.SIGTERM, 0)}


def test_each_gets_the_signal_once(bench: Bench) -> None:
    code = """
heard = []
signal.signal(15, lambda *_: heard.append(1))
os.fork()
while not heard: time.sleep(0.02)
time.sleep(0.3)
print(len(heard), flush=True)
time.sleep(0.3)  # the leader's end is the end of all
"""
    assert bench.python(code, timeout=1, grace=10).log.head.split() == ["1", "1"]


def test_children_in_the_group_are_killed_when_the_leader_has_ended(bench: Bench) -> None:
    done = bench.run("sh", "-c", "sleep 60 & echo $! > pid; echo started")
    assert (done.exit_code, done.log.head) == (0, "started")
    assert done.seconds < 5
    wait_until(lambda: not alive(bench.pid()))


@pytest.mark.parametrize("how", [SETSID + AWAY, TWICE + AWAY, DEAF + SETSID + AWAY])
def test_who_left_the_session_is_ended_with_the_run(tmp_path: Path, how: str) -> None:
    with a_bench(tmp_path) as bench:
        done = bench.python(how)
        assert done.ok
        assert done.seconds < 5
        assert alive(bench.pid())
        assert bench.run("true").ok
        assert alive(bench.pid()), "what the checks of one run share must outlive the one that started it"
    assert not alive(bench.pid())
    assert not zombies()


def test_who_left_the_session_dies_with_its_parent_at_the_deadline(bench: Bench) -> None:
    done = bench.python(SETSID + "time.sleep(60)", timeout=0.5)
    assert (done.timed_out, done.signal) == (True, signal.SIGTERM)
    wait_until(lambda: not alive(bench.pid()), 2)


def test_a_deaf_one_that_left_the_session_is_killed_after_the_grace(bench: Bench) -> None:
    done = bench.python(DEAF + SETSID + "time.sleep(60)", timeout=0.5, grace=0.2)
    assert (done.timed_out, done.signal) == (True, signal.SIGKILL)
    wait_until(lambda: not alive(bench.pid()), 2)


@pytest.mark.parametrize("pause", [0.01, 0.001, 0])
def test_a_chain_of_forks_in_ever_new_sessions_comes_to_an_end(tmp_path: Path, pause: float) -> None:
    chain = f"""
os.fork() and (time.sleep(0.1), os._exit(0))
while True:
    os.setsid()
    open('links', 'a').write('.')
    time.sleep({pause})
    if os.fork(): os._exit(0)
"""
    mark = f"chain-of-forks-{pause}"
    with a_bench(tmp_path) as bench:
        assert bench.python(chain, MARK=mark).ok
        wait_until(lambda: (tmp_path / "links").stat().st_size > 20)
    assert marked(mark) == []
    assert not zombies()


def test_a_tree_of_many_dies_at_the_deadline(tmp_path: Path) -> None:
    tree = "for level in range(5): os.fork()\nif os.getpid() % 2 and os.getpgrp() != os.getpid(): os.setsid()\ntime.sleep(60)"
    with a_bench(tmp_path) as bench:
        assert bench.python(tree, timeout=0.6, grace=0.2, MARK="tree-of-many").timed_out
    assert marked("tree-of-many") == []


def test_somebody_who_holds_the_output_open_does_not_hang_us(bench: Bench) -> None:
    began = time.monotonic()
    done = bench.python("print('said', flush=True)\n" + SETSID + "os._exit(0)")
    assert (done.ok, done.log.head) == (True, "said")
    assert time.monotonic() - began < 5


def test_what_somebody_who_got_away_prints_later_is_in_nobody_elses_output(bench: Bench) -> None:
    late = """
if os.fork() == 0:
    os.setsid()
    open('up', 'w')
    time.sleep(0.4)
    os.write(1, b'late')
    open('pid', 'w').write('1')
    time.sleep(60)
while not os.path.exists('up'): pass
"""
    assert bench.python(late).ok
    done = bench.run("sh", "-c", "while [ ! -s pid ]; do sleep 0.02; done; echo mine")
    assert (done.log.head, bench.log.read_bytes()) == ("mine", b"mine\n")


def test_who_closes_its_output_and_runs_on_is_waited_for(bench: Bench) -> None:
    done = bench.run("sh", "-c", "exec >&- 2>&-; sleep 0.3; exit 4")
    assert (done.exit_code, done.log.size) == (4, 0)
    assert done.seconds >= 0.3


def test_the_first_interrupt_asks_and_the_second_ends_at_once(bench: Bench) -> None:
    code = "signal.signal(15, lambda *_: print('asked', flush=True))\nopen('up', 'w')\nwhile True: time.sleep(0.05)"
    bench.executor.start("one", bench.request(*PYTHON, FORK + code, timeout=60, grace=60))
    wait_until((bench.folder / "up").exists)
    bench.executor.stop()
    wait_until(lambda: next(bench.folder.rglob("output*.log")).stat().st_size)
    began = time.monotonic()
    bench.executor.stop(now=True)
    (finished,) = bench.executor.wait()
    assert finished.process is not None
    assert time.monotonic() - began < 2
    assert (finished.process.signal, finished.process.timed_out, finished.process.log.head) == (signal.SIGKILL, False, "asked")


def test_an_interrupt_of_somebody_polite_and_of_somebody_deaf(bench: Bench) -> None:
    polite = "signal.signal(15, lambda *_: sys.exit(7))\nopen('polite', 'w')\nwhile True: time.sleep(0.05)"
    deaf = DEAF + SETSID + "open('deaf', 'w')\nwhile True: time.sleep(0.05)"
    bench.executor.start("polite", bench.request(*PYTHON, FORK + polite, name="polite", timeout=60, grace=0.3))
    bench.executor.start("deaf", bench.request(*PYTHON, FORK + deaf, name="deaf", timeout=60, grace=0.3))
    wait_until(lambda: (bench.folder / "polite").exists() and (bench.folder / "deaf").exists())
    bench.pid()
    bench.executor.stop()
    bench.executor.stop()  # asking twice is asking once
    found = bench.all(2)
    assert found["polite"].process is not None
    assert found["deaf"].process is not None
    assert (found["polite"].process.exit_code, found["polite"].process.timed_out) == (7, False)
    assert (found["deaf"].process.signal, found["deaf"].process.timed_out) == (signal.SIGKILL, False)
    wait_until(lambda: not alive(bench.pid()), 2)


def test_a_stop_from_a_signal_handler_wakes_who_waits(bench: Bench) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: bench.executor.stop(now=True))
    try:
        bench.executor.start("one", bench.request("sleep", "60", timeout=120))
        threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGUSR1]).start()
        (finished,) = bench.executor.wait()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert finished.process is not None
    assert finished.process.signal == signal.SIGKILL
    assert finished.process.seconds < 5


def test_closing_kills_what_is_still_alive(tmp_path: Path) -> None:
    with a_bench(tmp_path) as bench:
        bench.executor.start("one", bench.request(*PYTHON, FORK + DEAF + SETSID + "time.sleep(60)", MARK="closing-3"))
        bench.pid()
    assert marked("closing-3") == []
    assert not zombies()


def test_other_children_of_ours_are_left_alone(tmp_path: Path) -> None:
    older = os.posix_spawnp("sleep", ["sleep", "60"], os.environ, setsid=True)
    ours = 0
    try:
        with a_bench(tmp_path) as bench:
            ours = os.posix_spawnp("sleep", ["sleep", "60"], os.environ)
            bench.python(SETSID + AWAY)
            bench.pid()
        assert alive(older)
        assert alive(ours)
        assert not alive(bench.pid())
    finally:
        for pid in (older, ours):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def test_somebody_who_got_away_and_prints_for_ever_does_not_hang_us_where_there_are_secrets(tmp_path: Path) -> None:
    """Output goes through a pipe of ours then, and what left its group may go on writing into it until the run ends."""
    daemon = "if os.fork() == 0:\n    os.setsid()\n    open('up', 'w')\n    while True: os.write(1, b'hush-hush ' * 5000)\n"
    wait = "while not os.path.exists('up'): pass\ntime.sleep(0.2)\n"
    with a_bench(tmp_path, secrets=Redactor({"NAME": "hush-hush"})) as bench:
        done = bench.python(daemon + wait, timeout=20)
        content = bench.log.read_bytes()
    assert done.ok
    assert done.seconds < 10
    assert b"[secret NAME] [secret NAME]" in content
    assert b"hush" not in content


def test_a_server_that_outlives_its_check_may_print_for_ever_and_its_output_ends_with_the_check(tmp_path: Path) -> None:
    """What it prints afterwards is read and dropped: it is neither killed by a broken pipe nor held up by a full one."""
    server = (
        "if os.fork() == 0:\n    os.setsid()\n    count = os.open('count', os.O_WRONLY | os.O_CREAT)\n"
        "    while True:\n        os.write(1, b'line ' * 2000)\n        os.write(count, b'.')\n        time.sleep(0.001)\n"
    )
    with a_bench(tmp_path, secrets=Redactor({"NAME": "hush-hush"})) as bench:
        assert bench.python(server + "while not os.path.exists('count'): time.sleep(0.01)\n").ok
        size = bench.log.stat().st_size
        wanted = (tmp_path / "count").stat().st_size + 100  # ten times what a pipe holds
        later = f"while os.path.getsize('count') < {wanted}: time.sleep(0.01)\n"
        bench.executor.start("later", bench.request(*PYTHON, FORK + later, name="later"))
        (finished,) = bench.executor.wait()
        assert finished.process is not None
        assert finished.process.ok
        assert bench.log.stat().st_size == size


def test_a_stop_that_comes_while_something_is_started_ends_that_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.posix_spawn

    def spawn_and_be_told(*args: object, **more: object) -> int:
        pid = real(*args, **more)
        if args[1] == ("sleep", "30"):
            os.kill(os.getpid(), signal.SIGUSR1)
        return pid

    monkeypatch.setattr(os, "posix_spawn", spawn_and_be_told)
    before = signal.signal(signal.SIGUSR1, lambda *_: bench.executor.stop())
    try:
        done = bench.run("sleep", "30")
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert (done.signal, done.timed_out) == (signal.SIGTERM, False)
    assert done.seconds < 10


def test_after_a_stop_nothing_is_started_and_no_probe_is_waited_for(bench: Bench) -> None:
    go = threading.Event()
    bench.executor.probe("probe", lambda: go.wait(20))
    bench.executor.stop()
    bench.executor.start("process", bench.request("touch", "made"))
    began = time.monotonic()
    found = bench.all(2)
    go.set()
    assert time.monotonic() - began < 5
    assert isinstance(found["probe"].error, InterruptedError)
    assert found["process"].process is not None
    assert found["process"].process.problem == "stopped"
    assert not (bench.folder / "made").exists()
