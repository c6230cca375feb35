"""CTRF JSON (ctrf.io) → test results. The summary that the file claims counts no test; it may tell of failures besides."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tracker.evidence.cause import cause, clean
from tracker.evidence.endings import UNKNOWN, number, strange
from tracker.evidence.limits import CASE_LIMIT, DETAIL_BUDGET, TEXT_LIMIT, UnreadableReportError, capped, end_of
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

CTRF_LIMIT = 64 * 1024 * 1024
"""Bytes: JSON is read as a whole."""
_OUTCOMES = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
    "pending": Outcome.SKIPPED,
    "other": Outcome.ERROR,
}
"""`other` is neither, and what is not known to have passed did not."""
_NOT_RUN = ("todo", "pending", "disabled", "ignored")
"""What tools call a test behind `other` that was never run."""


def read_ctrf(content: bytes) -> TestReport:
    """The test results in a report; tests with the same id are not told apart yet.

    Raises:
        UnreadableReportError: says why.
    """
    if len(content) > CTRF_LIMIT:
        raise UnreadableReportError(f"the report has more than {CTRF_LIMIT:,} bytes, which is the limit for CTRF")
    try:
        value = json.loads(content)
    except RecursionError:
        raise UnreadableReportError("the report is nested too deep") from None
    except ValueError as error:  # UnicodeDecodeError among them
        raise UnreadableReportError(f"the report is damaged: {error}") from None
    results = value.get("results") if isinstance(value, dict) else None
    tests = results.get("tests") if isinstance(results, dict) else None
    if not isinstance(tests, list):
        raise UnreadableReportError("the report has no list results.tests, so it is not CTRF")
    if len(tests) > CASE_LIMIT:
        raise UnreadableReportError(f"the report has more than {CASE_LIMIT:,} tests")
    reader = _Reader()
    report = TestReport(tuple(reader.case(number, item) for number, item in enumerate(tests)))
    return replace(report, unnamed=_unnamed(results, report))


def _unnamed(results: Any, report: TestReport) -> tuple[str, ...]:
    """Failures that the summary counts and no test accounts for."""
    summary = results.get("summary")
    stated = number(str(summary.get("failed"))) if isinstance(summary, dict) else 0
    found = len(report.broken())
    return (f"the report counts {stated} failures, and names {found}",) if stated > found else ()


class _Reader:
    """Remembers how much of the tracebacks was kept."""

    def __init__(self) -> None:
        self.budget = DETAIL_BUDGET

    def case(self, number: int, item: Any) -> TestCase:
        """One test."""
        name = item.get("name") if isinstance(item, dict) else None
        outcome = _OUTCOMES.get(str(item.get("status"))) if isinstance(item, dict) else None
        if outcome is Outcome.ERROR and item.get("rawStatus") in _NOT_RUN:
            outcome = Outcome.SKIPPED
        if not isinstance(name, str):
            raise UnreadableReportError(f"results.tests[{number}] has no name")
        if outcome is None:
            status = str(item.get("status"))[:80]
            raise UnreadableReportError(f"results.tests[{number}] has the status {status!r}, which CTRF does not know")
        text = _text(name)
        test_id = f"{_suite(item)}::{text}"
        file, seconds = _text(item.get("filePath")), _seconds(item.get("duration"))
        message = _text(item.get("message"))
        if outcome is Outcome.PASSED:
            return TestCase(test_id, outcome, "", "", "", "", file, seconds)
        if outcome is Outcome.SKIPPED:
            expected = "todo" if item.get("rawStatus") == "todo" else ""
            return TestCase(test_id, outcome, "", expected, capped(clean(message)), "", file, seconds)
        if outcome is Outcome.ERROR:
            said = capped(strange(f"status {_text(item.get('rawStatus')) or 'other'!r}", clean(message)))
            return TestCase(test_id, outcome, "call", UNKNOWN, said, "", file, seconds)
        trace = _text(item.get("trace"))[-TEXT_LIMIT:]
        stage, kind, said = cause(message, "", trace, text)
        detail = end_of(clean(trace)) if self.budget > 0 else ""
        self.budget -= len(detail)
        return TestCase(test_id, outcome, stage, kind, said, detail, file, seconds)


def _suite(item: dict[str, Any]) -> str:
    """A text, or in later versions of CTRF a list of them."""
    suite = item.get("suite")
    if isinstance(suite, list):
        return " > ".join(_text(part) for part in suite)
    return _text(suite) or _text(item.get("filePath"))


def _text(value: object) -> str:
    """A text that can be written as UTF-8; empty for anything else."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _seconds(value: object) -> float:
    """CTRF states milliseconds; none where a clock was set back meanwhile."""
    return float(value) / 1000 if isinstance(value, int | float) and 0 < value < 1e12 else 0.0  # noqa: PLR2004 - 30 years
