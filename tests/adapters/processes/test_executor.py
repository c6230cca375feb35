"""Processes that start, print and end in ordinary and in odd ways."""

from __future__ import annotations

import hashlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.processes.children import Bench, a_bench, zombies
from tracker.model.result import ProcessRequest

NOTHING = hashlib.sha256(b"").hexdigest()


@pytest.fixture(params=[None, False], ids=["pidfds", "by turns"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with a_bench(tmp_path, pidfds=request.param) as made:
        yield made


def test_exit_code_output_and_time_are_kept(bench: Bench) -> None:
    done = bench.run("sh", "-c", "echo out; echo err >&2; sleep 0.1; exit 3")
    assert (done.exit_code, done.signal, done.timed_out, done.problem) == (3, None, False, "")
    assert not done.ok
    assert done.log.head == "out\nerr"
    assert done.log.tail == ""
    assert done.log.path == "runs/one/output.log"
    assert bench.log.read_bytes() == b"out\nerr\n"
    assert (done.log.size, done.log.sha256) == (8, hashlib.sha256(b"out\nerr\n").hexdigest())
    assert 0.1 <= done.seconds < 5


def test_a_process_that_prints_nothing_or_never_starts_leaves_no_file(tmp_path: Path) -> None:
    with a_bench(tmp_path) as bench:
        bench.run("no-such-program")
        done = bench.run("true")
        bench.run("no-such-program")
        (tmp_path / "text").write_text("no program")
        (tmp_path / "text").chmod(0o755)
        bench.run("./text")
    assert done.ok
    assert (done.log.path, done.log.size, done.log.sha256) == ("", 0, NOTHING)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["text"]


def test_the_environment_is_the_requests_and_nothing_is_inherited(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "value")
    *given, mark = bench.run("env", A="1").log.head.splitlines()
    assert given == [f"PATH={bench.env['PATH']}", "A=1"]
    assert mark.startswith("PROCESS_MARK=")


def test_there_is_no_standard_input_and_no_terminal(bench: Bench) -> None:
    done = bench.python("print(repr(sys.stdin.read()), os.isatty(1), os.getsid(0) == os.getpid())")
    assert done.log.head == "'' False True"


def test_no_descriptor_of_ours_is_inherited_not_even_one_that_we_inherited(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.set_inheritable(write, True)
    with a_bench(tmp_path) as bench:
        bench.executor.start("one", bench.request("sleep", "30"))
        os.close(write)
        assert select.select([read], [], [], 5)[0] == [read], "somebody else holds the pipe"
    os.close(read)


def test_signals_that_we_block_or_ignore_are_as_usual_for_the_child(bench: Bench) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        text = bench.run("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status").log.head
    finally:
        signal.signal(signal.SIGINT, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
    blocked, ignored = (int(line.split()[1], 16) for line in text.splitlines())
    assert blocked == 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        assert not ignored & 1 << (number - 1)


def test_an_end_by_a_signal_is_told_apart_from_an_exit_code(bench: Bench) -> None:
    done = bench.run("sh", "-c", "kill -SEGV $$")
    assert (done.exit_code, done.signal, done.timed_out) == (None, signal.SIGSEGV, False)
    assert not done.ok
    assert done.describe() == "killed by signal 11"


@pytest.mark.parametrize("name", ["no-such-program", "./no-such-program", "/no/such/program"])
def test_a_program_that_does_not_exist(bench: Bench, name: str) -> None:
    done = bench.run(name)
    assert (done.problem, done.exit_code, done.signal, done.ok) == (f"command not found: {name}", None, None, False)


def test_a_file_that_is_not_executable_a_folder_and_no_program(bench: Bench) -> None:
    (bench.folder / "plain").write_text("#!/bin/sh\n")
    (bench.folder / "folder").mkdir()
    text = bench.folder / "text"
    text.write_text("no program\n")
    text.chmod(0o755)
    for name in ("plain", "folder"):
        assert bench.run(f"./{name}").problem == f"not executable: ./{name}"
    assert bench.run("./text").problem == "not executable: ./text is not a program, and has no first line such as #!/bin/sh"
    assert bench.run("plain", PATH=str(bench.folder)).problem == "not executable: plain"


def test_a_script_whose_interpreter_is_missing(bench: Bench) -> None:
    script = bench.folder / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    asked = "./script could not be started: its first line asks for /no/such/interpreter, which is not on this machine"
    assert bench.run("./script").problem == asked
    script.write_text("#! /no/such/interpreter -x\nexit\n")
    assert bench.run("./script").problem == asked


def test_a_script_with_the_line_ends_of_another_system(bench: Bench) -> None:
    script = bench.folder / "script"
    script.write_bytes(b"#!/bin/sh\r\necho hi\r\n")
    script.chmod(0o755)
    found = "could not be started: its lines end in CRLF, so it asks for '/bin/sh' with a carriage return"
    assert bench.run("./script").problem == f"./script {found}"
    assert bench.run("script", PATH=str(bench.folder)).problem == f"script {found}"


@pytest.mark.parametrize(("argv", "env"), [(("echo", "a\0b"), {}), (("echo",), {"A": "x\0y"}), (("e\0cho",), {}), (("",), {})])
def test_words_that_no_process_can_have_are_a_problem_and_not_a_crash(bench: Bench, argv, env) -> None:
    done = bench.run(*argv, **env)
    assert done.problem
    assert "\0" not in done.problem
    assert bench.run("echo", "still works").log.head == "still works"


def test_arguments_that_are_too_long(bench: Bench) -> None:
    assert bench.run("echo", "x" * 300_000).problem == "echo could not be started: Argument list too long"


def test_a_missing_folder(bench: Bench) -> None:
    request = ProcessRequest(("true",), str(bench.folder / "gone"), bench.env, str(bench.log), 1)
    bench.executor.start("one", request)
    (finished,) = bench.executor.wait()
    assert finished.process is not None
    assert finished.process.problem == "the folder does not exist: gone"


def test_the_programs_path_is_the_requests_own_seen_from_its_folder(bench: Bench) -> None:
    tools = bench.folder / "tools"
    tools.mkdir()
    (tools / "tool").write_text("#!/bin/sh\necho mine\n")
    (tools / "tool").chmod(0o755)
    assert bench.run("tool", PATH=f"tools:{bench.env['PATH']}").log.head == "mine"
    assert bench.run("tools/tool").log.head == "mine"


def test_a_program_that_appears_earlier_on_the_path_is_found_the_next_time(bench: Bench) -> None:
    for name in ("early", "late"):
        (bench.folder / name).mkdir()
    path = f"{bench.folder}/early:{bench.folder}/late:{bench.env['PATH']}"
    for name in ("late", "early"):
        tool = bench.folder / name / "tool"
        tool.write_text(f"#!/bin/sh\necho {name}\n")
        tool.chmod(0o755)
        assert bench.run("tool", PATH=path).log.head == name


def test_a_folder_that_was_made_anew_is_the_one_that_processes_run_in(bench: Bench) -> None:
    inner = bench.folder / "inner"
    for content in ("old", "new"):
        inner.mkdir()
        (inner / content).touch()
        bench.executor.start("one", ProcessRequest(("ls",), str(inner), bench.env, str(bench.log), 5))
        (finished,) = bench.executor.wait()
        assert finished.process is not None
        assert finished.process.log.head == content
        (inner / content).unlink()
        inner.rmdir()


def test_our_own_folder_stays_where_it_was(bench: Bench) -> None:
    before = os.getcwd()
    bench.run("true")
    bench.run("no-such-program")
    assert os.getcwd() == before


def test_many_at_once_each_with_its_own_output(bench: Bench) -> None:
    for number in range(40):
        bench.executor.start(number, bench.request("sh", "-c", f"echo {number}; exit {number}", name=str(number)))
    found = bench.all(40)
    for number in range(40):
        done = found[number].process
        assert done is not None
        assert (done.exit_code, done.log.head, done.log.path) == (number, str(number), f"runs/{number}/output.log")
    assert bench.executor.wait() == []


def test_no_descriptor_and_no_zombie_is_left_after_many(bench: Bench) -> None:
    bench.run("true")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        bench.run("true")
        bench.run("no-such-program")
    assert len(os.listdir("/proc/self/fd")) == before
    assert not zombies()


def test_probes_run_beside_and_bring_values_and_errors(bench: Bench) -> None:
    main = threading.get_ident()
    bench.executor.probe("value", lambda: threading.get_ident() != main)
    bench.executor.probe("error", lambda: 1 // 0)
    bench.executor.start("process", bench.request("sleep", "0.1"))
    found = bench.all(3)
    assert found["value"].value is True
    assert isinstance(found["error"].error, ZeroDivisionError)
    assert found["process"].process is not None
    assert found["process"].process.ok


def test_a_probe_that_ends_after_the_executor_was_closed_writes_into_nobodys_file(tmp_path: Path) -> None:
    go, done, surprises = threading.Event(), threading.Event(), []
    before, threading.excepthook = threading.excepthook, surprises.append
    try:
        with a_bench(tmp_path) as bench:
            bench.executor.probe("late", lambda: (go.wait(10), done.set()))
        files = [open(tmp_path / f"file-{number}", "w+b", buffering=0) for number in range(8)]  # noqa: SIM115 - numbers are taken anew
        go.set()
        assert done.wait(10)
        time.sleep(0.2)
        assert [file.seek(0, os.SEEK_END) for file in files] == [0] * 8
        for file in files:
            file.close()
    finally:
        threading.excepthook = before
    assert surprises == []


def test_an_early_end_is_told_while_others_run_on(bench: Bench) -> None:
    bench.executor.start("long", bench.request("sleep", "30", name="long"))
    bench.executor.start("short", bench.request("true", name="short"))
    began = time.monotonic()
    (finished,) = bench.executor.wait()
    assert finished.token == "short"
    assert time.monotonic() - began < 5


def test_output_goes_where_it_is_meant_to_also_after_a_silent_process(bench: Bench) -> None:
    bench.run("true")
    assert bench.run("echo", "after").log.head == "after"
    assert bench.log.read_text() == "after\n"


def test_the_end_of_what_is_printed_can_be_read_meanwhile_however_long_it_is(bench: Bench, tmp_path: Path) -> None:
    """A terabyte of nothing before it: who reads more than the end does not come back."""
    said, go = tmp_path / "said", tmp_path / "go"
    script = (
        "os.truncate(1, 1 << 40); os.write(1, b'x' * 9000 + b'the end'); open(sys.argv[1], 'w').close()\n"
        "import time\nwhile not os.path.exists(sys.argv[2]): time.sleep(0.02)\nos.truncate(1, 0)"
    )
    assert bench.executor.tail("one") == b""
    bench.executor.start("one", bench.request(sys.executable, "-c", f"import os, sys\n{script}", str(said), str(go)))
    while not said.exists():
        time.sleep(0.01)
    assert bench.executor.tail("one") == b"x" * 4089 + b"the end"
    assert bench.executor.tail("another") == b""
    go.touch()
    bench.executor.wait()
    assert bench.executor.tail("one") == b""
