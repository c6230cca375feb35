"""JUnit XML → test results. Streaming, capped, without DTDs; totals are counted. Those that a tool states are looked at for one
thing: a failure that it counts and no test accounts for.

The format has no standard. Read are the forms of pytest (docs.pytest.org, `--junitxml`, xunit1 and xunit2),
unittest-xml-reporting, jest-junit, vitest, node, gotestsum, cargo-nextest, libtest, Maven Surefire, PHPUnit and googletest:
`testcase` elements with `failure`, `error` and `skipped` children, or with a `status` that says it. Reruns (`flakyFailure`,
`rerunFailure`) do not count: how the test ended does. An element or a status that is not known is an error that names it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from math import inf
from typing import Any
from xml.parsers import expat

from tracker.evidence.cause import cause, clean
from tracker.evidence.endings import ASIDE, BROKEN, ENDINGS, PASSED, REPEATED, UNKNOWN, counted, said_of, strange
from tracker.evidence.limits import (
    CASE_LIMIT,
    DEPTH_LIMIT,
    DETAIL_BUDGET,
    MESSAGE_LIMIT,
    PROPERTY_LIMIT,
    SIZE_LIMIT,
    TAG_LIMIT,
    TEXT_LIMIT,
    UnreadableReportError,
    capped,
    end_of,
)
from tracker.evidence.numbering import apart
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

__all__ = ["SIZE_LIMIT", "UnreadableReportError", "read_junit", "read_junit_chunks"]

PIECE = 1 << 20
"""Bytes that are given to the parser at a time."""

_WORST = {"error": 4, "failure": 3, "warning": 3, "skipped": 1}
_STRANGE = 2
"""How bad an element is that is not known: worse than a skip."""
_OUTCOMES = {"error": Outcome.ERROR, "failure": Outcome.FAILED, "warning": Outcome.FAILED, "skipped": Outcome.SKIPPED}
_EXPECTED = {"pytest.xfail": "xfail", "XFAIL": "xfail", "todo": "todo", "TEST_CASE tagged with !mayfail": "todo"}
"""What tools (pytest, unittest-xml-reporting, node, Catch2) call a skip of a test that is expected not to pass."""
_COUNT = re.compile(r"\s*(fail|cancelled) (\d+)\s*")
"""What node's reporter states in comments at the end."""


class _Suite:
    """A suite that is open."""

    __slots__ = ("depth", "found", "name", "stated")

    def __init__(self, depth: int, attributes: dict[str, str]) -> None:
        self.depth = depth
        self.name = attributes.get("name", "")
        self.stated = counted(attributes)
        """Failures and errors that the tool counts in it."""
        self.found = 0
        """Failures and errors that are in it, of earlier tries, too."""


class _Reader:
    """Collects test cases from the parser's events, without building a tree."""

    def __init__(self) -> None:
        self.cases: list[TestCase] = []
        self.depth = 0
        self.suites: list[_Suite] = []
        self.broken_suites = 0
        """Suites inside others with a test in them that failed: node counts the test that has them as failed, too."""
        self.unnamed: list[str] = []
        self.properties: dict[str, dict[str, None]] = {}
        self.counted = 0
        """Failures that comments at the end count."""
        self.any_suite = False
        self.case: dict[str, str] | None = None
        self.case_depth = 0
        self.whole = False
        """Whether the open test stands for a suite that broke down as a whole."""
        self.tag = ""
        """Of the child that says how the open test ended, worst first."""
        self.expected = ""
        """`xfail` or `todo`, when somebody expects that the open test does not pass."""
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
        if tag == "property":
            self._property(attributes)
        if self.case is None:
            self._outside(tag, attributes)
        elif self.depth == self.case_depth + 1 and tag not in ASIDE:
            self._inside(tag, attributes)
        elif self.depth == self.case_depth + 1 and tag in REPEATED:
            self._count()
        elif tag in ("system-out", "system-err") and self._needs_output():
            self.reading = self.depth

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        """A child that says how the open test ended."""
        if tag in BROKEN:
            self._count()
        if tag == "skipped":
            said = (attributes.get("type", ""), attributes.get("message", ""))
            self.expected = next((_EXPECTED[words] for words in said if words in _EXPECTED), self.expected)
        if _WORST.get(tag, _STRANGE) > (_WORST.get(self.tag, _STRANGE) if self.tag else 0):
            self._begin(tag, attributes)

    def _count(self) -> None:
        if self.suites:
            self.suites[-1].found += 1

    def _property(self, attributes: dict[str, str]) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if name and sum(map(len, self.properties.values())) < PROPERTY_LIMIT:
            self.properties.setdefault(name, {})[value[:MESSAGE_LIMIT]] = None

    def comment(self, text: str) -> None:
        """What the tool states at the end."""
        if self.case is None and (found := _COUNT.fullmatch(text)):
            self.counted += int(found[2])

    def _needs_output(self) -> bool:
        """Whether a failure says nothing itself, as with Rust's libtest: its output then says why."""
        return self.tag in ("failure", "error") and not self.attributes.get("message") and not any(map(str.strip, self.text))

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "testcase":
            self.case, self.case_depth = attributes, self.depth
        elif tag in ("testsuite", "testsuites"):
            self.any_suite = True
            self.suites.append(_Suite(self.depth, attributes))
        elif tag not in ASIDE and tag != "skipped" and self.suites and self.suites[-1].depth == self.depth - 1:
            # A suite that broke down as a whole is a test that could not be collected.
            self.case, self.case_depth = {"classname": self.suites[-1].name, "name": "(suite)"}, self.depth - 1
            self.whole = True
            self._inside(tag, attributes)

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
        if self.suites and self.suites[-1].depth == self.depth:
            self._leave(self.suites.pop())
        if self.case is not None and self.depth == self.case_depth + self.whole:
            self._close(self.case)
        self.depth -= 1

    def _leave(self, suite: _Suite) -> None:
        """Whether all the failures that the tool counts in the suite are there."""
        self.broken_suites += bool(suite.found and self.suites)
        if suite.stated > suite.found:
            where = f" in {suite.name}" if suite.name else ""
            self.unnamed.append(f"the report counts {suite.stated} failures and errors{where}, and names {suite.found}")
        if self.suites:
            self.suites[-1].found += max(suite.found, suite.stated)

    def finish(self) -> TestReport:
        """All of it."""
        broken = sum(1 for case in self.cases if case.outcome in (Outcome.FAILED, Outcome.ERROR))
        if self.counted > broken + self.broken_suites:
            self.unnamed.append(f"the report counts {self.counted} failures, and names {broken}")
        properties = {name: tuple(values) for name, values in self.properties.items()}
        return TestReport(tuple(self.cases), tuple(self.unnamed), properties)

    def _close(self, case: dict[str, str]) -> None:
        if len(self.cases) >= CASE_LIMIT:
            raise UnreadableReportError(f"the report has more than {CASE_LIMIT:,} tests")
        classname = case.get("classname", case.get("class"))
        if classname is None:
            classname = self.suites[-1].name if self.suites else ""
        self.cases.append(self._read(case, f"{classname}::{case.get('name', '')}"))
        self.case, self.tag, self.attributes, self.whole, self.expected = None, "", {}, False, ""
        self.text.clear()

    def _read(self, case: dict[str, str], name: str) -> TestCase:
        """One test. Something that both failed and broke down counts once, as the worse: error."""
        seconds, file = _number(case.get("time")), case.get("file") or case.get("filepath") or ""
        tag, unknown = (self.tag, "") if self.tag else self._by_status(case)
        if not tag and not unknown:
            return TestCase(name, Outcome.PASSED, "", "", "", "", file, seconds)
        text, message = "".join(self.text)[-TEXT_LIMIT:], self.attributes.get("message", "")
        if tag == "skipped" or self.expected == "todo":  # a `todo` may fail, and does not count
            reason = capped(clean(message or text.strip()))
            return TestCase(name, Outcome.SKIPPED, "", self.expected, reason, "", file, seconds)
        if tag not in _OUTCOMES:
            said = capped(strange(unknown or f"<{tag}>", clean(message or text.strip())))
            return TestCase(name, Outcome.ERROR, "collection" if self.whole else "call", UNKNOWN, said, "", file, seconds)
        stage, kind, message = cause(message, self.attributes.get("type", ""), text, case.get("name", ""))
        if self.whole:
            stage = "collection"
        detail = end_of(clean(text)) if self.budget > 0 else ""
        self.budget -= len(detail)
        return TestCase(name, _OUTCOMES[tag], stage, kind, message, detail, file, seconds)

    def _by_status(self, case: dict[str, str]) -> tuple[str, str]:
        """(element that would say the same, what is not known) by the attributes of a test without such an element."""
        said = said_of(case)
        found = [tag for *_, word in said if (tag := ENDINGS.get(word))]
        if found:
            worst = max(found, key=lambda tag: _WORST[tag])
            if worst != "skipped":
                self._count()
            return worst, ""
        return "", next((f'{name}="{text[:80]}"' for name, text, word in said if word not in PASSED), "")


def read_junit(content: bytes) -> TestReport:
    """The test results in a report.

    Raises:
        UnreadableReportError: says why.
    """
    return apart(read_junit_chunks(content[start : start + PIECE] for start in range(0, len(content), PIECE)))


def read_junit_chunks(chunks: Iterable[bytes]) -> TestReport:
    """The same, piece by piece; tests with the same id are not told apart yet.

    Raises:
        UnreadableReportError: says why.
    """
    reader, parser, size = _Reader(), _parser(), 0
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.CommentHandler = reader.comment
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
        raise UnreadableReportError("the report has no <testsuite>, so it is not JUnit XML")
    return reader.finish()


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
    """A duration; none where it says nothing, or a clock was set back meanwhile."""
    try:
        found = float((text or "0").replace(",", ""))
    except ValueError:
        return 0.0
    return found if 0 < found < inf else 0.0
