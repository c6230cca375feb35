"""The short version of damaged journals; the long one is `python -m tests.faults journal writers`."""

from __future__ import annotations

import os

from faults import journals

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_no_truncation_and_no_flipped_bit_goes_unseen_or_takes_more_than_its_line() -> None:
    figures = journals.run(seed=SEED, share=0.002)
    assert figures.tried > 500
    assert figures.problems == []


def test_many_writers_lose_and_tear_nothing() -> None:
    figures = journals.together(writers=8, events=50)
    assert figures.tried == 400 + 8  # each file has a line that opens it
    assert figures.problems == []
