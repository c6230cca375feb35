"""Failing tests → their few largest causes, as a failure screen shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.evidence.clusters import cluster
from tracker.model.cause import Cause
from tracker.model.result import TestCase

MOST = 3
"""Causes that are told."""
LISTED = 3
"""Tests of one cause that are named."""
_LONGEST = 200
"""Characters of a message."""
_PLACE = re.compile(r"([\w.@+-][\w./@+-]*\.[A-Za-z]\w*):(\d+)")


def causes(cases: Iterable[TestCase]) -> tuple[Cause, ...]:
    """The largest first; what is beyond them as one last cause without a title."""
    clusters = cluster(cases)
    found = [Cause(c.count, first_line(c.example), place(c.example), c.tests[:LISTED]) for c in clusters[:MOST]]
    rest = sum(c.count for c in clusters[MOST:])
    return (*found, Cause(rest, "", "", ())) if rest else tuple(found)


def message(case: TestCase) -> str:
    """What a failing test says, as the report has it, with the exception's type."""
    text = case.message.strip() or case.detail.strip()
    return f"{case.type}: {text}" if case.type and not text.startswith(case.type) else text


def first_line(case: TestCase) -> str:
    """The same on one line; never empty."""
    lines = message(case).splitlines()
    return lines[0][:_LONGEST] if lines else "no message"


def place(case: TestCase) -> str:
    """Where a test failed, `file:line`; the file alone where no line is known."""
    line = line_of(case)
    return f"{case.file}:{line}" if line else case.file


def line_of(case: TestCase) -> int:
    """The innermost line of the test's own file that its traceback names; 0 where it names none.

    Python's tracebacks end at the innermost frame, and those of most others begin there.
    """
    name = case.file.replace("\\", "/").rpartition("/")[2]
    lines = [line for path, line in _PLACE.findall(case.detail) if path.rpartition("/")[2] == name] if name else []
    return int(lines[-1 if name.endswith(".py") else 0]) if lines else 0
