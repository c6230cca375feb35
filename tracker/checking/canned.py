"""Reports that no test wrote: copies of a file, and results of tests that the workspace does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from tracker.checking.context import CheckContext
from tracker.errors import TrackerError
from tracker.model.ports import Files
from tracker.model.result import TestReport

_FILES = 3000
_BYTES = 64_000_000
_FILE_BYTES = 1_000_000
"""What is read at most; what lies beyond could name a test, so then nothing is said."""
_NAMES = 400
_COMPARED = 20_000
_WORD = re.compile(r"[^\W\d_]\w{2,}")
_COMMON = frozenset(("test", "tests", "suite", "spec", "should", "when", "and", "the", "for", "with", "not", "main", "file"))
_NO_TEXT = (".png", ".jpg", ".gif", ".pdf", ".zip", ".gz", ".whl", ".jar", ".so", ".o", ".pyc", ".db", ".sqlite", ".woff2")


def copied_from(ctx: CheckContext, written: Collection[str], files: Files, known: Iterable[str]) -> str:
    """The file of the workspace that a report is a copy of, byte by byte; empty when there is none.

    `written` are the reports, in `files`; `known` are files of the workspace that were there before.
    """
    digests = {files.digest(path) for path in written} - {""}
    starts = {files.read(path, limit=64) for path in written}
    for path in list(known)[:_COMPARED]:
        if files is ctx.files and path in written:
            continue
        if _start(ctx, path) in starts and ctx.files.digest(path) in digests:
            return path
    return ""


def _start(ctx: CheckContext, path: str) -> bytes:
    try:
        return ctx.files.read(path, limit=64)
    except TrackerError:
        return b""


def names_nothing(ctx: CheckContext, report: TestReport, known: Collection[str], is_plan: Callable[[str], bool]) -> bool:
    """Whether no file of the workspace has any word of any test's id: what ran there are not its tests."""
    words, short = _words(report)
    if not known or not (words or short):
        return False
    pattern = re.compile(
        "|".join([*(re.escape(word) for word in words), *(f"[\"'`]{re.escape(name)}[\"'`]" for name in short)]).encode()
    )
    budget = _BYTES
    listed = sorted(
        (path for path in known if not is_plan(path)), key=lambda path: ("test" not in path and "spec" not in path, path)
    )
    for number, path in enumerate(listed):
        if number >= _FILES or budget <= 0:
            return False
        if path.lower().endswith(_NO_TEXT):
            continue
        try:
            content = ctx.files.read(path, limit=_FILE_BYTES)
        except TrackerError:
            return False
        budget -= len(content)
        if not _is_report(content) and (pattern.search(content) or len(content) == _FILE_BYTES):
            return False
    return True


def _late(path: str) -> tuple[bool, str]:
    """Tests first: most often the first file that is read has a name."""
    return "test" not in path.lower() and "spec" not in path.lower(), path


def _words(report: TestReport) -> tuple[list[str], list[str]]:
    """(words of test ids, names that are too short for a word)."""
    words: dict[str, None] = {}
    short: dict[str, None] = {}
    for case in report.cases[:_NAMES]:
        suite, _, name = case.id.rpartition("::")
        found = [word for word in _WORD.findall(f"{suite} {name} {case.file}") if word.lower() not in _COMMON]
        words.update(dict.fromkeys(found))
        if not found and name:
            short[name] = None
    return list(words), list(short)


def _is_report(content: bytes) -> bool:
    """Whether a file is a report itself."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return (head.startswith(b"<") and b"<testsuite" in head) or (head.startswith(b"{") and b'"results"' in head)
