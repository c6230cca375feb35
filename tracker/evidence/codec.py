"""Test results ↔ a compact JSON value for the evidence store. Whoever passed is only named."""

from __future__ import annotations

from typing import Any

from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

FORMAT_VERSION = 1


def encode_report(report: TestReport) -> dict[str, Any]:
    """The value. Durations are left out: equal results have equal evidence."""
    return {
        "format_version": FORMAT_VERSION,
        "kind": "tests",
        "cases": [
            [c.id, str(c.outcome)]
            if c.outcome is Outcome.PASSED
            else [c.id, str(c.outcome), c.stage, c.type, c.message, c.detail, c.file]
            for c in report.cases
        ],
    }


def decode_report(value: object) -> TestReport | None:
    """The other way; None for anything that `encode_report` did not make."""
    if not isinstance(value, dict) or value.get("kind") != "tests" or value.get("format_version") != FORMAT_VERSION:
        return None
    try:
        return TestReport(tuple(TestCase(row[0], Outcome(row[1]), *row[2:7]) for row in value["cases"]))
    except (KeyError, IndexError, TypeError, ValueError):
        return None
