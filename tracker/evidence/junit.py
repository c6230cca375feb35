"""JUnit XML → test results. Streaming, capped, without DTDs; totals are counted, never read.

The format has no standard. Read are the forms of pytest (docs.pytest.org, `--junitxml`, xunit1 and xunit2),
unittest-xml-reporting, jest-junit, vitest, node, gotestsum, cargo-nextest, libtest, Maven Surefire, PHPUnit and googletest:
`testcase` elements with `failure`, `error` and `skipped` children, or with a `status` that says it. Reruns (`flakyFailure`,
`rerunFailure`) do not count: how the test ended does.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from typing import Any
from xml.parsers import expat

from tracker.evidence.cause import cause, clean
from tracker.evidence.limits import (
    CASE_LIMIT,
    DEPTH_LIMIT,
    DETAIL_BUDGET,
    SIZE_LIMIT,
    TAG_LIMIT,
    TEXT_LIMIT,
    UnreadableReportError,
    capped,
    end_of,
)
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

__all__ = ["SIZE_LIMIT", "UnreadableReportError", "read_junit", "read_junit_chunks"]

PIECE = 1 << 20
"""Bytes that are given to the parser at a time."""

_WORST = {"error": 3, "failure": 2, "warning": 2, "skipped": 1}
_OUTCOMES = {"error": Outcome.ERROR, "failure": Outcome.FAILED, "warning": Outcome.FAILED, "skipped": Outcome.SKIPPED}
_STATUSES = {
    **dict.fromkeys(("failed", "fail", "failure", "broken"), "failure"),
    "error": "error",
    **dict.fromkeys(("skipped", "notrun", "disabled", "ignored", "pending", "suppressed"), "skipped"),
}
"""`status` or `result` of a test without children that say it."""


class _Reader:
    """Collects test cases from the parser's events, without building a tree."""

    def __init__(self, seen: Counter[str] | None = None) -> None:
        self.cases: list[TestCase] = []
        self.seen = Counter() if seen is None else seen
        self.depth = 0
        self.suites: list[tuple[int, str]] = []
        """(depth, name) of the suites that are open."""
        self.any_suite = False
        self.case: dict[str, str] | None = None
        self.case_depth = 0
        self.whole = False
        """Whether the open test stands for a suite that broke down as a whole."""
        self.tag = ""
        """Of the child that says how the open test ended, worst first."""
        self.attributes: dict[str, str] = {}
        self.text: deque[str] = deque()
        self.size = 0
        self.reading = 0
        """Depth of the child of which the text is being read; 0 when none is."""
        self.budget = DETAIL_BUDGET

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise UnreadableReportError(f"the report is nested more than {DEPTH_LIMIT} levels deep")
        tag = name.rpartition("}")[2].rpartition(":")[2]
        if self.case is None:
            self._outside(tag, attributes)
        elif self.depth == self.case_depth + 1 and _WORST.get(tag, 0) > _WORST.get(self.tag, 0):
            self._begin(tag, attributes)
        elif tag in ("system-out", "system-err") and self._needs_output():
            self.reading = self.depth

    def _needs_output(self) -> bool:
        """Whether a failure says nothing itself, as with Rust's libtest: its output then says why."""
        return self.tag in ("failure", "error") and not self.attributes.get("message") and not any(map(str.strip, self.text))

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "testcase":
            self.case, self.case_depth = attributes, self.depth
        elif tag in ("testsuite", "testsuites"):
            self.any_suite = True
            self.suites.append((self.depth, attributes.get("name", "")))
        elif tag in ("error", "failure") and self.suites and self.suites[-1][0] == self.depth - 1:
            # A suite that broke down as a whole is a test that could not be collected.
            self.case, self.case_depth, self.whole = {"classname": self.suites[-1][1], "name": "(suite)"}, self.depth - 1, True
            self._begin(tag, attributes)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes, self.reading = tag, attributes, self.depth
        self.text.clear()
        self.size = 0

    def data(self, text: str) -> None:
        if not self.reading:
            return
        self.text.append(text)
        self.size += len(text)
        while self.size > TEXT_LIMIT and len(self.text) > 1:
            self.size -= len(self.text.popleft())

    def end(self, name: str) -> None:
        del name
        if self.depth == self.reading:
            self.reading = 0
        if self.suites and self.suites[-1][0] == self.depth:
            self.suites.pop()
        if self.case is not None and self.depth == self.case_depth + self.whole:
            self._close(self.case)
        self.depth -= 1

    def _close(self, case: dict[str, str]) -> None:
        if len(self.cases) >= CASE_LIMIT:
            raise UnreadableReportError(f"the report has more than {CASE_LIMIT:,} tests")
        classname = case.get("classname", case.get("class"))
        if classname is None:
            classname = self.suites[-1][1] if self.suites else ""
        name = f"{classname}::{case.get('name', '')}"
        self.seen[name] += 1
        if self.seen[name] > 1:
            name = f"{name} #{self.seen[name]}"
        self.cases.append(self._read(case, name))
        self.case, self.tag, self.attributes, self.whole = None, "", {}, False
        self.text.clear()

    def _read(self, case: dict[str, str], name: str) -> TestCase:
        """One test. Something that both failed and broke down counts once, as the worse: error."""
        seconds, file = _number(case.get("time")), case.get("file") or case.get("filepath") or ""
        tag = self.tag or _STATUSES.get(case.get("status", "").lower()) or _STATUSES.get(case.get("result", "").lower(), "")
        if not tag:
            return TestCase(name, Outcome.PASSED, "", "", "", "", file, seconds)
        text, message = "".join(self.text)[-TEXT_LIMIT:], self.attributes.get("message", "")
        if tag == "skipped":
            return TestCase(name, Outcome.SKIPPED, "", "", capped(clean(message or text.strip())), "", file, seconds)
        stage, kind, message = cause(message, self.attributes.get("type", ""), text, case.get("name", ""))
        if self.whole:
            stage = "collection"
        detail = end_of(clean(text)) if self.budget > 0 else ""
        self.budget -= len(detail)
        return TestCase(name, _OUTCOMES[tag], stage, kind, message, detail, file, seconds)


def read_junit(content: bytes) -> TestReport:
    """The test results in a report.

    Raises:
        UnreadableReportError: says why.
    """
    return read_junit_chunks(content[start : start + PIECE] for start in range(0, len(content), PIECE))


def read_junit_chunks(chunks: Iterable[bytes], seen: Counter[str] | None = None) -> TestReport:
    """The same, piece by piece. `seen` has the test ids of reports before it.

    Raises:
        UnreadableReportError: says why.
    """
    reader, parser, size = _Reader(seen), _parser(), 0
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise UnreadableReportError(f"the report has more than {SIZE_LIMIT:,} bytes, which is the limit")
            parser.Parse(chunk, False)  # noqa: FBT003 - expat has no keyword for "there is more"
            if size - parser.CurrentByteIndex > TAG_LIMIT:
                raise UnreadableReportError(f"the report has a tag of more than {TAG_LIMIT:,} bytes, which is the limit")
        if not size:
            raise UnreadableReportError("the report is empty")
        parser.Parse(b"", True)  # noqa: FBT003 - expat has no keyword for "this is all"
    except expat.ExpatError as error:
        raise UnreadableReportError(_damage(error)) from None
    except (LookupError, ValueError) as error:
        raise UnreadableReportError(f"the report's encoding cannot be read: {error}") from None
    if not reader.any_suite:
        raise UnreadableReportError("the report has no <testsuite>, so it is no JUnit XML")
    return TestReport(tuple(reader.cases))


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = TEXT_LIMIT
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _damage(error: expat.ExpatError) -> str:
    what = expat.ErrorString(error.code)
    return f"the report is damaged: {what} at line {error.lineno}, column {error.offset + 1}"


def _refuse_doctype(*_: object) -> None:
    raise UnreadableReportError("the report has a document type declaration, which no test tool writes")


def _number(text: str | None) -> float:
    try:
        return float((text or "0").replace(",", ""))
    except ValueError:
        return 0.0
