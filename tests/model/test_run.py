"""What the end of a run means to whoever started it."""

from __future__ import annotations

import pytest

from tracker.errors import ExitCode
from tracker.model.run import EXIT_CODES, RunOutcome, RunResult


def test_every_outcome_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(RunOutcome)
    assert [outcome for outcome, code in EXIT_CODES.items() if code is ExitCode.OK] == [RunOutcome.PASSED]


@pytest.mark.parametrize("outcome", RunOutcome)
def test_a_document_that_was_left_alone_spoils_a_pass_and_nothing_else(outcome: RunOutcome) -> None:
    refused = RunResult("01", outcome, {}, (), ("TRACKER.md",))
    assert refused.exit_code is (ExitCode.FAILED if outcome is RunOutcome.PASSED else EXIT_CODES[outcome])
