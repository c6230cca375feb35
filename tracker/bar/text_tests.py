"""The tests in files of other languages, by what their lines look like: which there are, what they assert, what skips them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_QUOTED = r"(?P<q>['\"`])(?P<name>.+?)(?P=q)"
_TITLES: tuple[tuple[str, str], ...] = (
    (
        r"\.(?:[cm]?[jt]sx?|vue|svelte)$",
        r"(?m)^[ \t]*(?:await\s+)?(?P<call>x?(?:it|test|specify)|fit)\b[^\n('\"`]*\(?[^\n'\"`]*?" + _QUOTED,
    ),
    (r"\.go$", r"(?m)^func (?P<name>(?:Test(?!Main\b)|Fuzz|Example)\w*)\("),
    (
        r"\.(?:java|kt|groovy|scala)$",
        r"@(?:Test|ParameterizedTest|RepeatedTest)\b[\s\S]*?(?:void|fun)\s+(?P<name>[\w`][\w` ]*?)\s*\(",
    ),
    (r"\.cs$", r"\[(?:Fact|Theory|Test|TestMethod|TestCase)\b[\s\S]*?(?:void|Task)\s+(?P<name>\w+)\s*\("),
    (r"\.rs$", r"#\[(?:\w+::)?test\b[^\]]*\][\s\S]*?fn\s+(?P<name>\w+)\s*\("),
    (r"\.rb$", r"(?m)^[ \t]*(?:(?:it|specify|test|scenario)\s+['\"](?P<name>.+?)['\"]|def\s+(?P<method>test_\w+))"),
    (r"\.php$", r"function\s+(?P<name>test\w+)\s*\("),
    (r"\.(?:bats|sh)$", r"(?m)^@test\s+['\"](?P<name>.+?)['\"]"),
    (
        r"\.(?:exs?|dart|swift|cc|cpp|c)$",
        r"(?m)^[ \t]*(?:test\s*\(?\s*['\"](?P<name>.+?)['\"]|func\s+(?P<method>test\w+)\(|TEST(?:_F|_P)?\((?P<macro>[^)]*)\))",
    ),
)
"""Name of a file → how a test begins in it."""

_ASSERTS = re.compile(
    r"\bexpect\w*\s*\(|\bassert\w*\b\s*[!.(]|\bassert\w*\s+[^\s=]|\.should\b|\bt\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\b"
    r"|\brequire\.\w+\(|\b(?:EXPECT|ASSERT|CHECK|REQUIRE|XCTAssert)\w*\s*\(|\bverify\s*\("
    r"|\bAssert\.\w+|\brefute\w*\b|^\s*\[\[? .* \]",
    re.MULTILINE,
)
_BUILD_TAG = re.compile(r"(?m)^//(?:go:build|\s*\+build)\b.*")
_EARLY = re.compile(r"[^{]*\{\s*return\b\s*;?\s*\n")
"""A test that returns before it has done anything."""
_WEAK = re.compile(
    r"\.(?:toBeDefined|toBeTruthy|toBeFalsy|not\.toBeNull|not\.toBeUndefined|to\.exist|to\.be\.ok)\b"
    r"|\bassert(?:NotNull|IsNotNull|InstanceOf|DoesNotThrow)\b|\b(?:require|assert)\.(?:NotNil|NotEmpty|NotPanics)\("
    r"|\bAssert\.(?:NotNull|IsNotNull)\b|\b(?:is_ok|is_some)\(\)\s*\)|\bbe_truthy\b|\bXCTAssertNotNil\b"
)
"""Assertions that only say that there is something."""
_EMPTY = re.compile(
    r"\bexpect\s*\(\s*(true|false|null|\d+|'[^']*'|\"[^\"]*\")\s*\)\s*\.(?:toBe|toEqual|toStrictEqual|to\.equal|to\.be)\s*\(?\s*\1\s*\)?"
    r"|\bexpect\s*\(\s*(?:true|1)\s*\)\s*\.(?:toBeTruthy|toBeDefined|to\.be\.ok)\s*\(?\)?"
    r"|\bassert(?:True|That)?\s*!?\s*\(\s*(?:true|1)\s*[,)]|\bassert(?:\.ok|\.isTrue|\.True)\s*\(\s*(?:t,\s*)?true\s*\)"
    r"|\bassert(?:_eq|Equals|\.equal|\.Equal)!?\s*\(\s*(?:t,\s*)?(\w+),\s*\2\s*\)|\bassert\s+true\b"
)
_SKIP = re.compile(
    r"\b(?:it|test|describe|context|suite)\s*\.\s*(?:skip|todo|failing|fixme|only|skipIf|runIf)\b|\bx(?:it|test|describe|context|specify)\s*\("
    r"|\bf(?:it|describe)\s*\(|\bthis\.skip\s*\(|\bt\.(?:Skip|Skipf|SkipNow)\b|@(?:Disabled|Ignore|DisabledIf\w*)\b"
    r"|#\[ignore\b|#\[should_panic\]|\b(?:Skip|Ignore)\s*=\s*\"|\[Ignore\b|\bpending\b\s*(?:\(|['\"])|^\s*skip\b|\bmarkTest(?:Skipped|Incomplete)\s*\("
    r"|\b(?:it|test)\s*\.\s*fails\b|\btodo\s*:\s*true\b|\bretryTimes\s*\(|@(?:DisabledOn|EnabledOn|EnabledIf)\w*\b|\bassum(?:e|ing)\w*\s*\("
    r"|@Test\s*\([^)]*\b(?:expected\s*=|enabled\s*=\s*false)|#\[cfg_attr\([^\]]*\bignore\b|#\[cfg\((?!test\b)[^\]]*\)\]\s*#\[(?:\w+::)?test\]|\bcatch_unwind\b|\bTEST\w*\s*\([^)]*\bDISABLED_|@tag\s+:skip"
    r"|\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}|\bif\s*\(?\s*false\b|\bos\.Exit\(0\)"
    r"|\bGTEST_SKIP\b|\bXCTSkip\w*\b|\btesting\.Short\(\)|\bskip:\s*(?:true|['\"])",
    re.MULTILINE,
)
_COMMENTS = re.compile(r"/\*[\s\S]*?\*/|(?<![:'\"\w])//[^\n]*")
_HASHES = re.compile(r"(?m)(?<![^\s])#(?![\[!])[^\n]*")


class TextTest(NamedTuple):
    """One test."""

    name: str
    path: str
    line: int
    asserts: int
    weak: int
    """How many of them only say that there is something."""
    skips: tuple[str, ...]
    body: str
    """Its text without spaces."""


def tests_in(path: str, text: str) -> dict[str, TextTest]:
    """Name → test."""
    pattern = next((title for ending, title in _TITLES if re.search(ending, path)), None)
    if pattern is None:
        return {}
    code = uncommented(path, text)
    starts = list(re.finditer(pattern, code))
    if not starts:
        return {}
    ends = [match.start() for match in starts[1:]] + [len(code)]
    return {test.name: test for match, end in zip(starts, ends, strict=True) for test in [_test(path, code, match, end)]}


def _test(path: str, code: str, match: re.Match[str], end: int) -> TextTest:
    name = next(value for key, value in match.groupdict().items() if value and key not in ("q", "call"))
    start = code.rfind("\n", 0, match.start()) + 1
    body, before = code[start:end], code[_above(code, start) : start]
    early = ["return"] if _EARLY.match(body[match.end() - start :]) else []
    return TextTest(
        name=name,
        path=path,
        line=code.count("\n", 0, match.start()) + 1,
        asserts=asserts(body[match.end() - start :]),
        weak=len(_WEAK.findall(body)),
        skips=tuple(dict.fromkeys(found.strip() for found in (*_SKIP.findall(before + body), *early))),
        body=re.sub(r"\s+", "", code[match.end() : end]),
    )


def _above(code: str, start: int) -> int:
    """Where the attributes in front of a test begin."""
    while start:
        line = code.rfind("\n", 0, start - 1) + 1
        if not re.match(r"\s*[@#\[]", code[line:start]):
            return start
        start = line
    return start


def asserts(code: str) -> int:
    """How many assertions there are that can fail."""
    empty = len(_EMPTY.findall(code))
    return max(0, len(_ASSERTS.findall(code)) - empty)


def uncommented(path: str, text: str) -> str:
    """The text with its comments blanked out, line ends kept."""
    pattern = _HASHES if re.search(r"\.(?:rb|sh|bats|exs?)$", path) else _COMMENTS
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def file_skips(path: str, text: str) -> Iterator[tuple[int, str]]:
    """(line, words) of everything in a file that keeps tests from running."""
    for match in _BUILD_TAG.finditer(text) if path.endswith(".go") else ():
        yield text.count("\n", 0, match.start()) + 1, match[0].strip()
    code = uncommented(path, text)
    for match in _SKIP.finditer(code):
        yield code.count("\n", 0, match.start()) + 1, match[0].strip()
