"""A report in whatever format → test results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from tracker.evidence.ctrf import CTRF_LIMIT, read_ctrf
from tracker.evidence.junit import read_junit_chunks
from tracker.evidence.limits import CASE_LIMIT, DETAIL_BUDGET, UnreadableReportError
from tracker.evidence.numbering import apart, numbered
from tracker.model.result import TestCase, TestReport

_MARKS = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-16, which XML may begin with."""


def read_reports(files: Iterable[tuple[str, Iterable[bytes]]]) -> TestReport:
    """The test results in several reports (name, pieces) as one; a test id that comes again is counted on as inside one.

    Raises:
        UnreadableReportError: one of them cannot be believed, or they are too much together.
    """
    cases: list[TestCase] = []
    unnamed: list[str] = []
    properties: dict[str, dict[str, None]] = {}
    budget = DETAIL_BUDGET
    for name, chunks in files:
        try:
            report = _read(chunks)
        except UnreadableReportError as error:
            raise UnreadableReportError(f"{name} is unreadable: {error.message}") from error
        unnamed += [f"{name}: {line}" for line in report.unnamed]
        for key, values in report.properties.items():
            properties.setdefault(key, {}).update(dict.fromkeys(values))
        for case in report.cases:
            budget -= len(case.detail)
            cases.append(case if budget > 0 else replace(case, detail=""))
        if len(cases) > CASE_LIMIT:
            raise UnreadableReportError(f"the reports up to {name} have more than {CASE_LIMIT:,} tests")
    return TestReport(numbered(cases), tuple(unnamed), {key: tuple(values) for key, values in properties.items()})


def read_report(chunks: Iterable[bytes]) -> TestReport:
    """The test results in a report that comes in pieces: JUnit XML, or CTRF JSON.

    Raises:
        UnreadableReportError: says why. An empty or damaged report is never `0 failures`.
    """
    return apart(_read(chunks))


def _read(chunks: Iterable[bytes]) -> TestReport:
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
        return read_ctrf(_joined(start, pieces))
    if start.startswith((b"<", *_WIDE)):
        return read_junit_chunks(chain((start,), pieces))
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
