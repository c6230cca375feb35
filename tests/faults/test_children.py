"""The short version of the hostile children; the long one is `python -m tests.faults children`."""

from __future__ import annotations

import os

import pytest

from faults import children
from tracker.adapters.processes.orphans import Orphans

SEED = int(os.environ.get("FAULTS_SEED", "1"))


@pytest.mark.parametrize("adopt", [None, False], ids=["as this system can", "without adoption"])
def test_no_hostile_child_outlives_its_time(adopt: bool | None) -> None:
    figures = children.run(seed=SEED, rounds=1, adopt=adopt)
    assert figures.problems == []
    assert figures.survivors == 0
    assert figures.children == len(children.KINDS) >= 30
    assert figures.p99 <= 1.0, "the long run promises 0.5 on a machine that has nothing else to do"


def test_without_a_sweep_the_harness_finds_survivors(monkeypatch) -> None:
    monkeypatch.setattr(Orphans, "sweep", lambda *args, **kwargs: None)
    monkeypatch.setattr(children, "KINDS", {name: children.KINDS[name] for name in ("daemon", "sleeps")})
    assert children.run(seed=SEED, rounds=1).survivors > 0
