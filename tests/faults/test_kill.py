"""The short version of real kills; the long one is `python -m tests.faults kill`."""

from __future__ import annotations

import os

from faults.driver import share
from faults.killing import SORTS

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_a_killed_run_loses_nothing_and_the_user_s_repository_is_as_it_was() -> None:
    figures = share("kill", seed=SEED, number=len(SORTS))
    assert figures["problems"] == []
    assert figures["midway"] >= 3, "the kills came too early or too late to show anything"
