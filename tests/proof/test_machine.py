"""200 sequences of random work; `python -m tests.proof` does ten thousand."""

from __future__ import annotations

import pytest

from tests.proof.shares import share


@pytest.mark.parametrize("seed", range(1, 9))
def test_what_is_called_verified_is_so_and_what_was_lowered_is_said(seed: int) -> None:
    done = share(seed, 25)
    assert not done.problem, done.problem
    assert done.figures["verified"], "nothing was called verified, so nothing was tried"
