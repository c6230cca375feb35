"""Text as it is displayed, and figures with separators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.checks.bench import Bench
from tracker.checking.displayed import displayed
from tracker.checking.patterns import find


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain\ntext", "plain\ntext"),
        ("\x1b[31mFAILED\x1b[0m x\r\nend\r\n", "FAILED x\nend\n"),
        ("FAIL\x1b[0mED: 2", "FAILED: 2"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\x07end", "link end"),
        ("10%\r20%\rdone\n", "done\n"),
        ("a long line\rabc", "abcong line"),
        ("a long line\r\x1b[Kabc", "abc"),
        ("abd\bc", "abc"),
        ("\x1b(B\x1b[1;2Hx\x1b[?25l", "x"),
        ("a\0b", "a\0b"),
    ],
)
def test_what_a_terminal_shows(text: str, seen: str) -> None:
    assert displayed(text) == seen


def test_a_pattern_that_asks_for_control_characters_gets_them() -> None:
    assert find(r"\r$", "#!/bin/sh\r\n")
    assert find(r"\x1b\[31m", "\x1b[31mred")
    assert not find("\x1b", "red")
    assert find("sh$", "#!/bin/sh\r\n")


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def test_colours_and_line_ends_hide_nothing_from_lacks(bench: Bench) -> None:
    bench.write("out", b"\x1b[31mFAILED\x1b[0m x\r\n3 errors\r\n")
    for pattern in ("^FAILED", "[1-9] errors$"):
        assert bench.run("command", run="cat out", expect={"lacks": pattern}).outcome == "failed"
        found = bench.run("files", expect=[{"path": "out", "lacks": pattern}])
        assert found.outcome == "failed"
        assert re.match(r"out:[12]: found ", found.summary)
    assert bench.run("files", expect=[{"path": "out", "lacks": "\\r"}]).outcome == "failed"


@pytest.mark.parametrize(
    ("said", "pattern", "figures"),
    [
        ("1,234 tests", r"(?P<n>\d+) tests", {"n": 1234}),
        ("total: 1,234,567.5 s", r"total: (?P<n>[\d,.]+)", {"n": 1234567.5}),
        ("total: 1,234", r"total: (?P<n>\d+)", {"n": 1234}),
        ("total: 1\u202f234", r"total: (?P<n>\d+)", {"n": 1234}),
        ("total: 12'345'678", r"total: (?P<n>\d+)", {"n": 12345678}),
        ("12,345", r"(?P<a>\d+),(?P<b>\d+)", {"a": 12, "b": 345}),
        ("rows 1,2,3", r"rows (?P<n>\d+)", {"n": 1}),
        ("\x1b[1m26\x1b[0m tables", r"^(?P<n>\d+) tables", {"n": 26}),
    ],
)
def test_figures_with_separators_are_whole(bench: Bench, said: str, pattern: str, figures: dict[str, float]) -> None:
    bench.write("out", said)
    found = bench.run("metric", source={"command": "cat out", "pattern": pattern}, expect={})
    assert dict(found.facts) == figures


def test_what_a_program_says_is_quoted(bench: Bench) -> None:
    assert bench.run("command", run="echo 766/766 passed").summary == 'exit 0, it says "766/766 passed"'
    assert bench.run("command", run="true").summary == "exit 0"
