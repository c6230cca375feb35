"""A report's failures in a few lines: what they have in common, how many they are, and where."""

from __future__ import annotations

import pytest

from tracker.evidence.causes import causes, place
from tracker.model.result import TestCase
from tracker.model.status import Outcome


def failing(name: str, message: str = "", *, file: str = "", detail: str = "", kind: str = "AssertionError") -> TestCase:
    return TestCase(f"t::{name}", Outcome.FAILED, type=kind, message=message, file=file, detail=detail)


def test_the_largest_group_comes_first_and_names_its_first_tests() -> None:
    few = [failing(f"few{n}", "timeout after 30 s", kind="TimeoutError") for n in range(2)]
    many = [failing(f"many{n}", f"expected 7, got {n}") for n in range(5)]
    first, second = causes([*few, *many])
    assert (first.failures, first.title) == (5, "AssertionError: expected 7, got 0")
    assert first.tests == ("t::many0", "t::many1", "t::many2")
    assert (second.failures, second.title) == (2, "TimeoutError: timeout after 30 s")


def test_what_is_beyond_the_largest_is_counted() -> None:
    cases = [failing(f"{kind}{n}", kind=f"{kind}Error") for kind in ("A", "B", "C", "D", "E") for n in range(2)]
    *told, rest = causes(cases)
    assert len(told) == 3
    assert (rest.failures, rest.title, rest.tests) == (4, "", ())
    assert sum(cause.failures for cause in causes(cases)) == len(cases)


def test_only_the_first_line_of_a_message_is_told_and_one_without_any_is_named() -> None:
    (cause,) = causes([failing("a", "first\nsecond")])
    assert cause.title == "AssertionError: first"
    (cause,) = causes([failing("a", kind="")])
    assert cause.title == "no message"


PYTEST = "tests/test_a.py:9: in helper\n    check(n)\nlib/check.py:80: in check\ntests/test_a.py:4: AssertionError"
JEST = "at expect (src/a.test.ts:12:5)\n at Object.<anonymous> (src/a.test.ts:30:3)"
GO = "    calc_test.go:17: got 3, want 4"


@pytest.mark.parametrize(
    ("file", "detail", "expected"),
    [
        ("tests/test_a.py", PYTEST, "tests/test_a.py:4"),
        ("src/a.test.ts", JEST, "src/a.test.ts:12"),
        ("calc/calc_test.go", GO, "calc/calc_test.go:17"),
        ("tests/test_b.py", PYTEST, "tests/test_b.py"),
        ("", PYTEST, ""),
        ("tests/test_a.py", "", "tests/test_a.py"),
    ],
)
def test_the_place_is_where_the_test_itself_failed(file: str, detail: str, expected: str) -> None:
    assert place(failing("a", file=file, detail=detail)) == expected
