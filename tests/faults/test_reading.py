"""The short version of the disk's faults while a command only looks; the long one is `python -m tests.faults reading`."""

from __future__ import annotations

import os

import pytest

from faults.driver import share
from faults.shim import build

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_a_disk_that_fails_anywhere_never_makes_another_answer(tmp_path) -> None:
    if build(tmp_path) is None:
        pytest.skip("no C compiler: the shim in Python does not see what is read")
    figures = share("reading", seed=SEED, number=40)
    assert figures["faults"] + figures["beyond"] == 40
    assert figures["faults"] >= 15
    assert figures["problems"] == []
