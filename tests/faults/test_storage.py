"""The short version of the disk's faults; the long one is `python -m tests.faults storage`."""

from __future__ import annotations

import os

import pytest

from faults.driver import share
from faults.shim import build

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_a_disk_that_fails_anywhere_gives_a_clear_error_and_no_false_pass(tmp_path) -> None:
    if build(tmp_path) is None:
        pytest.skip("no C compiler: only the shim in Python is tested here")
    figures = share("storage", seed=SEED, number=10)
    assert figures["faults"] + figures["beyond"] == 10
    assert figures["faults"] >= 3
    assert figures["problems"] == []


def test_the_same_by_the_shim_in_python(monkeypatch) -> None:
    monkeypatch.setenv("FAULTS_SHIM", "python")
    figures = share("storage", seed=SEED, number=5)
    assert figures["faults"] + figures["beyond"] == 5
    assert figures["faults"] >= 2
    assert figures["problems"] == []
