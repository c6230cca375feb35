"""A report in whatever format → test results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tracker.evidence.ctrf import CTRF_LIMIT, read_ctrf
from tracker.evidence.junit import read_junit_chunks
from tracker.evidence.limits import UnreadableReportError
from tracker.model.result import TestReport

_MARKS = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-16, which XML may begin with."""


def read_report(chunks: Iterable[bytes]) -> TestReport:
    """The test results in a report that comes in pieces: JUnit XML, or CTRF JSON.

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
        return read_ctrf(_joined(start, pieces))
    if start.startswith(b"<"):
        return read_junit_chunks(chain((start,), pieces))
    if start.startswith(_WIDE):
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
