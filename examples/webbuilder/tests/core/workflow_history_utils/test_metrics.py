"""Figures of a workflow."""

from __future__ import annotations

import pytest

from server.core.workflow_history_utils.metrics import (
    cache_efficiency,
    categorize_error,
    cost_efficiency,
    estimate_complexity,
)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (None, "none"),
        ("", "none"),
        ("Request timed out", "timeout"),
        ("Connection refused", "network"),
        ("HTTP 403", "permission"),
        ("SyntaxError: unexpected token", "syntax"),
        ("3 tests failed", "test_failure"),
        ("something else", "unknown"),
    ],
)
def test_kinds_of_errors(message, kind):
    assert categorize_error(message) == kind


@pytest.mark.parametrize(
    ("steps", "minutes", "level"),
    [(1, 1.0, "low"), (3, 5.0, "low"), (4, 1.0, "medium"), (1, 6.0, "medium"), (9, 1.0, "high"), (1, 31.0, "high")],
)
def test_complexity_is_the_worse_of_two(steps, minutes, level):
    assert estimate_complexity(steps, minutes) == level


@pytest.mark.parametrize(
    ("estimated", "actual", "score"),
    [(1.0, 0.5, 100.0), (1.0, 1.0, 100.0), (1.0, 1.5, 50.0), (1.0, 3.0, 0.0), (None, 1.0, None), (1.0, None, None)],
)
def test_cost_efficiency(estimated, actual, score):
    assert cost_efficiency(estimated, actual) == score


@pytest.mark.parametrize(("cached", "total", "share"), [(0, 0, 0.0), (1, 2, 0.5), (2, 2, 1.0)])
def test_cache_efficiency(cached, total, share):
    assert cache_efficiency(cached, total) == share
