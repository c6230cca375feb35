"""The short version of hostile plans, reports and repositories; the long one is `python -m tests.faults hostile executions`."""

from __future__ import annotations

import os

from faults import hostile
from faults.driver import share

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_hostile_plans_and_reports_end_in_a_clear_error_soon() -> None:
    figures = hostile.run(seed=SEED, share=0.002)
    assert figures.problems == []


def test_reading_commands_execute_nothing_that_a_repository_chose() -> None:
    figures = share("executions", seed=SEED, number=1)
    assert figures["commands"] >= 13
    assert figures["problems"] == []
