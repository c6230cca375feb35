"""Some sequences from one seed: what both the long run and CI are made of."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.judge import FIGURES, SITUATIONS
from tests.proof.machine import Proof

STEPS = 12
"""The most that happens in a sequence."""


class Found(NamedTuple):
    """What came of a share."""

    seed: int
    figures: Counter[str]
    situations: frozenset[tuple[str, ...]]
    problem: str


def share(seed: int, number: int) -> Found:
    """Some sequences, in this process."""
    FIGURES.clear()
    SITUATIONS.clear()
    chosen = settings(
        max_examples=number,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    problem = ""
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Proof), settings=chosen)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a sequence is what is looked for
        problem = "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])])
    return Found(seed, Counter(FIGURES), frozenset(SITUATIONS), problem)
