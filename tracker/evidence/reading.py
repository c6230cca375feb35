"""A report in whatever format → test results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from tracker.evidence.ctrf import CTRF_LIMIT, read_ctrf
from tracker.evidence.junit import read_junit_chunks
from tracker.evidence.limits import CASE_LIMIT, DETAIL_BUDGET, UnreadableReportError
from tracker.model.result import TestCase, TestReport

_MARKS = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-16, which XML may begin with."""


def read_reports(files: Iterable[tuple[str, Iterable[bytes]]]) -> TestReport:
    """The test results in several reports (name, pieces) as one; a test id that comes again is counted on as inside one.

    Raises:
        UnreadableReportError: one of them cannot be believed, or they are too much together.
    """
    seen: Counter[str] = Counter()
    cases: list[TestCase] = []
    budget = DETAIL_BUDGET
    for name, chunks in files:
        try:
            report = read_report(chunks, seen)
        except UnreadableReportError as error:
            raise UnreadableReportError(f"{name} is unreadable: {error.message}") from error
        for case in report.cases:
            budget -= len(case.detail)
            cases.append(case if budget > 0 else replace(case, detail=""))
        if len(cases) > CASE_LIMIT:
            raise UnreadableReportError(f"the reports up to {name} have more than {CASE_LIMIT:,} tests")
    return TestReport(tuple(cases))


def read_report(chunks: Iterable[bytes], seen: Counter[str] | None = None) -> TestReport:
    """The test results in a report that comes in pieces: JUnit XML, or CTRF JSON. `seen` has the test ids of reports before it.

    Raises:
        UnreadableReportError: says why. An empty or damaged report is never `0 failures`.
    """
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if head.removeprefix(_MARKS).strip():
            break
    start = head.removeprefix(_MARKS).lstrip()
    if not start:
        raise UnreadableReportError("the report is empty")
    if start.startswith(b"{"):
        return read_ctrf(_joined(start, pieces), seen)
    if start.startswith((b"<", *_WIDE)):
        return read_junit_chunks(chain((start,), pieces), seen)
    raise UnreadableReportError(f"the report begins with {start[:12]!r}, so it is neither JUnit XML nor CTRF JSON")


def _joined(start: bytes, pieces: Iterator[bytes]) -> bytes:
    """All of it, or as much as shows that it is too much."""
    content = [start]
    size = len(start)
    for piece in pieces:
        content.append(piece)
        size += len(piece)
        if size > CTRF_LIMIT:
            break
    return b"".join(content)
