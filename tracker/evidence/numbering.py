"""Tests with the same id, told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tracker.model.result import TestCase, TestReport


def apart(report: TestReport) -> TestReport:
    """The report with an id of its own for each test."""
    return replace(report, cases=numbered(report.cases))


def numbered(cases: Sequence[TestCase]) -> tuple[TestCase, ...]:
    """The second test with an id gets ` #2`, the third ` #3`, with as many `#` as it takes not to be another test's name."""
    known = {case.id for case in cases}
    if len(known) == len(cases):
        return tuple(cases)
    seen: Counter[str] = Counter()
    told: list[TestCase] = []
    for case in cases:
        seen[case.id] += 1
        told.append(case if seen[case.id] == 1 else replace(case, id=_free(case.id, seen[case.id], known)))
    return tuple(told)


def _free(name: str, number: int, known: set[str]) -> str:
    mark = "#"
    while f"{name} {mark}{number}" in known:
        mark += "#"
    return f"{name} {mark}{number}"
