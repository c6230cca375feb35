"""The short version of the crash points; the long one is `python -m tests.faults crash`."""

from __future__ import annotations

import os

import pytest

from faults.driver import share
from faults.shim import build

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_a_machine_that_goes_down_anywhere_loses_nothing(tmp_path) -> None:
    if build(tmp_path) is None:
        pytest.skip("no C compiler: only the shim in Python is tested here")
    figures = share("crash", seed=SEED, number=16)
    assert figures["points"] + figures["beyond"] == 16
    assert figures["points"] >= 8
    assert figures["problems"] == []


def test_a_killed_process_loses_nothing_by_the_shim_in_python(monkeypatch) -> None:
    monkeypatch.setenv("FAULTS_SHIM", "python")
    figures = share("crash", seed=SEED, number=6)
    assert figures["points"] + figures["beyond"] == 6
    assert figures["points"] >= 3
    assert figures["problems"] == []
