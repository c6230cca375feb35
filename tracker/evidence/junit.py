"""JUnit XML → test results. Streaming, capped, without DTDs; totals are counted, never read.

The format has no standard; this reads what pytest writes (docs.pytest.org, `--junitxml`, families xunit1 and xunit2) and the
common core of the others: `testcase` elements with `failure`, `error` and `skipped` children.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from tracker.errors import TrackerError
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

SIZE_LIMIT = 256 * 1024 * 1024
DEPTH_LIMIT = 64
MESSAGE_LIMIT = 500
DETAIL_LIMIT = 4000
DETAIL_LINES = 30

_STAGE = re.compile(r"^(?:failed|error) (?:on|at) (setup|teardown)(?: of)?(?: with)? \"?(.*?)\"?$", re.DOTALL)
_TYPED = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Violation|Undefined\w*|Fail\w*)\w*)(?:: |$)")
_RAISED = re.compile(r"^E\s+([A-Za-z_][\w.]*)(?:: |$)", re.MULTILINE)


class UnreadableReportError(TrackerError):
    """A report that cannot be believed: damaged, empty, hostile or no JUnit XML at all. It is not `0 failures`."""


class _Reader:
    """Collects test cases from the parser's events, without building a tree of the whole."""

    def __init__(self) -> None:
        self.cases: list[TestCase] = []
        self.seen: Counter[str] = Counter()
        self.depth = 0
        self.suites = False
        self.builder: ElementTree.TreeBuilder | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise UnreadableReportError(f"the report is nested more than {DEPTH_LIMIT} levels deep")
        name = tag.rpartition("}")[2]
        if self.builder is None:
            self.suites = self.suites or name in ("testsuites", "testsuite")
            if name != "testcase":
                return
            self.builder = ElementTree.TreeBuilder()
        self.builder.start(name, attributes)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.builder is None:
            return
        name = tag.rpartition("}")[2]
        self.builder.end(name)
        if name == "testcase":
            self.cases.append(self._case(self.builder.close()))
            self.builder = None

    def data(self, text: str) -> None:
        if self.builder is not None:
            self.builder.data(text)

    def _case(self, element: Any) -> TestCase:
        name = f"{element.get('classname') or ''}::{element.get('name') or ''}"
        self.seen[name] += 1
        if self.seen[name] > 1:
            name = f"{name} #{self.seen[name]}"
        return read_case(element, name)


def read_junit(content: bytes) -> TestReport:
    """The test results in a report.

    Raises:
        UnreadableReportError: says why.
    """
    if not content.strip():
        raise UnreadableReportError("the report is empty")
    if len(content) > SIZE_LIMIT:
        raise UnreadableReportError(f"the report has {len(content):,} bytes, and {SIZE_LIMIT:,} are the limit")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat has no keyword for "this is all"
    except expat.ExpatError as error:
        raise UnreadableReportError(
            f"the report is damaged: {expat.ErrorString(error.code)} at line {error.lineno}, column {error.offset + 1}"
        ) from None
    if not reader.suites:
        raise UnreadableReportError("the report has no <testsuite>, so it is no JUnit XML")
    return TestReport(tuple(reader.cases))


def _refuse_doctype(*_: object) -> None:
    raise UnreadableReportError("the report has a document type declaration, which no test tool writes")


def read_case(element: Any, name: str) -> TestCase:
    """One test. Something that both failed and broke down counts once, as the worse: error."""
    file = element.get("file") or ""
    seconds = _number(element.get("time"))
    for tag, outcome in (("error", Outcome.ERROR), ("failure", Outcome.FAILED)):
        found = element.find(tag)
        if found is not None:
            stage, kind, message = _cause(tag, found)
            detail = _end_of(found.text or "")
            return TestCase(name, outcome, stage, kind, message, detail, file, seconds)
    skipped = element.find("skipped")
    if skipped is not None:
        return TestCase(name, Outcome.SKIPPED, "", "", _capped(skipped.get("message") or ""), "", file, seconds)
    return TestCase(name, Outcome.PASSED, "", "", "", "", file, seconds)


def _cause(tag: str, element: Any) -> tuple[str, str, str]:
    """(stage, exception type, message), with pytest's `failed on setup with "…"` taken apart."""
    message = (element.get("message") or "").strip()
    kind = (element.get("type") or "").strip()
    stage = "call" if tag == "failure" else "setup"
    if message == "collection failure":
        stage = "collection"
    match = _STAGE.match(message)
    if match:
        stage, message = match[1], match[2].strip()
    typed = _TYPED.match(message)
    if typed:
        kind, message = typed[1], message[typed.end() :].strip() or message
    elif not kind and (raised := _RAISED.findall(element.text or "")):
        kind = raised[-1]
    return stage, kind, _capped(message or _first_error(element.text or ""))


def _first_error(text: str) -> str:
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return lines[0] if lines else ""


def _capped(message: str) -> str:
    return message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 1] + "…"


def _end_of(text: str) -> str:
    return "\n".join(text.rstrip().splitlines()[-DETAIL_LINES:])[-DETAIL_LIMIT:]


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
