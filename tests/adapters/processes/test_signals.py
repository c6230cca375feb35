"""Signals, sent to a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager

import pytest

from tests.conftest import started
from tracker.adapters.processes.signals import watching

CODE = """
import signal, sys, time
from tracker.adapters.processes.signals import watching
with watching() as interrupts:
    interrupts.stops(lambda at_once: print("stop", at_once, interrupts.requested, flush=True))
    print("up", flush=True)
    for line in sys.stdin:
        print("now", interrupts.requested or "nothing", flush=True)
"""


def watcher(before: str = "") -> AbstractContextManager[subprocess.Popen[str]]:
    """A process that watches for signals, says what it notices, and ends with its standard input."""
    return started([sys.executable, "-c", before + CODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_asks_and_the_second_ends_at_once(name: str) -> None:
    with watcher() as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.Signals[name])
        assert process.stdout.readline() == f"stop False {name}\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == f"stop True {name}\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == f"stop True {name}\n"
        out, _ = process.communicate("\n", timeout=10)
        assert out == f"now {name}\n"
        assert process.returncode == 0


@pytest.mark.parametrize("name", ["SIGHUP", "SIGINT", "SIGTERM"])
def test_a_signal_that_was_to_be_ignored_still_is(name: str) -> None:
    """`nohup tracker run` goes on when the terminal is closed."""
    with watcher(f"import signal; signal.signal(signal.{name}, signal.SIG_IGN)\n") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.Signals[name])
        out, _ = process.communicate("\n", timeout=10)
        assert out == "now nothing\n"
        assert process.returncode == 0


def test_what_was_there_before_is_put_back_also_after_an_error() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    with pytest.raises(ZeroDivisionError), watching() as interrupts:  # noqa: PT012 - a run that breaks down
        assert [signal.getsignal(number) for number in numbers] != before
        assert interrupts.requested == ""
        os.kill(os.getpid(), signal.SIGTERM)  # with nothing to stop it is remembered all the same
        assert interrupts.requested == "SIGTERM"
        raise ZeroDivisionError
    assert [signal.getsignal(number) for number in numbers] == before
