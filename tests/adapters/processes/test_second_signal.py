"""Two signals end whatever is under way within two seconds, whether or not it heeds them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT, started
from tracker.adapters.processes import signals

WATCH = """
import re, sys, time
from tracker.adapters.processes.signals import watching
with watching() as seen:
    print("ready", flush=True)
    {}
print("over", flush=True)
"""
SLEEPS = "while True: time.sleep(10)"
MATCHES = "re.match(r'(a+)+b', 'a' * 60)"
HEEDS = "while not seen.requested: time.sleep(0.05)"


def ended(work: str, times: int) -> tuple[int, float, str]:
    command = [sys.executable, "-c", WATCH.format(work)]
    with started(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        for _ in range(times):
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        rest = process.stdout.read()
        return process.wait(20), time.monotonic() - began, rest


def test_one_is_heeded_in_the_work_s_own_time() -> None:
    assert ended(HEEDS, 1)[0::2] == (0, "over\n")


@pytest.mark.parametrize("work", [SLEEPS, MATCHES])
def test_two_end_what_does_not_heed_them_with_the_documented_code(work: str) -> None:
    code, seconds, rest = ended(work, 2)
    assert (code, rest) == (130, "")
    assert seconds < 2 + signals._AT_ONCE
