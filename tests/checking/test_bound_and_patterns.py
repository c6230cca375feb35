"""What a figure must be, and regular expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.checks.bench import read
from tracker.checking.bound import BoundValue, parse_bound
from tracker.checking.patterns import find
from tracker.checking.strict import as_written


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("648", [648, 648.0], [647, 649, 648.1]),
        (">= 648", [648, 649], [647.9]),
        ("<=4", [4, -1], [4.1]),
        ("> 0", [0.1], [0, -1]),
        ("<1", [0.9], [1]),
        ("3..5", [3, 4.5, 5], [2.9, 5.1]),
        (" -2 .. -1 ", [-2, -1.5], [0]),
        ("1.5", [1.5], [1]),
    ],
)
def test_what_holds(text: str, held: list[float], not_held: list[float]) -> None:
    bound = parse_bound(text)
    assert all(bound.holds(found) for found in held)
    assert not any(bound.holds(found) for found in not_held)
    assert not bound.holds(float("nan"))


@pytest.mark.parametrize(
    "text", ["", "many", "=> 3", "== 3", ">= ", "3..", "..3", ">= 3..5", "1e5", "5..3", "nan", "inf", "9" * 400, "1,000", None]
)
def test_what_is_no_bound(text: object) -> None:
    with pytest.raises(ValueError, match="expected a"):
        parse_bound(text)


@given(st.sampled_from(["", ">=", "<=", ">", "<"]), st.integers(-(10**15), 10**15) | st.decimals(-(10**6), 10**6, places=4))
def test_a_bound_is_shown_exactly_and_read_back(relation: str, figure: object) -> None:
    bound = parse_bound(f"{relation} {figure}")
    assert parse_bound(str(bound)) == bound == BoundValue(relation, float(str(figure)))


def test_two_bounds_that_differ_are_two_definitions() -> None:
    """Else a changed expectation would leave an old result fresh."""
    one, other = (read("pytest", expect={"total": total}).definition() for total in ("1234567", "1234568"))
    assert one != other
    assert as_written(read("pytest", expect={"total": "648"}).expect)["total"] == "648"
    assert as_written(read("pytest", expect={"total": "> 0.5"}).expect)["total"] == "> 0.5"


def test_patterns_are_searched_line_by_line() -> None:
    text = "first\nsecond\n"
    assert find("^second$", text)
    assert not find("^econd", text)
    assert not find("first.second", text)
    assert read("command", run="x", expect={"output": "one"}).expect.output == ("one",)
    with pytest.raises(ValidationError, match=r"expected a regular expression; '\(' is none: missing \)"):
        read("files", expect=[{"path": "x", "lacks": ["ok", "("]}])
