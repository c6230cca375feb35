"""The lines of a run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.formats.ansi import Paint, folded
from tracker.formats.run_text import _line


@pytest.mark.parametrize(("seconds", "took"), [(1.04, "1.0 s"), (12, "12 s"), (65, "1m05s"), (7500, "2h05m")])
def test_a_summary_is_cut_at_the_same_place_however_long_it_took(seconds: float, took: str) -> None:
    line = _line("check", "suite", "passed", "x" * 200, seconds, Paint(on=False), 80)
    assert len(line) <= 80
    assert line.endswith(f"{'x' * 20}…  {took}")
    assert line.count("x") == _line("check", "suite", "passed", "x" * 200, 1, Paint(on=False), 80).count("x")


@pytest.mark.parametrize(("names", "column"), [(0, 26), (33, 33), (200, 60)])
def test_names_stand_in_one_column_however_long_they_are(names: int, column: int) -> None:
    """A name that is longer than half of the screen does not push the others away."""
    short = _line("check", "a", "passed", "fine", 1, Paint(on=False), 120, names)
    long = _line("check", "b" * min(names, column), "passed", "fine", 1, Paint(on=False), 120, names)
    assert short.index("passed") == long.index("passed") == len("  check   ") + column + 1


@given(st.text(alphabet="ab ,:", max_size=300), st.integers(20, 120))
def test_a_long_line_is_broken_between_words_and_nothing_is_lost(text: str, width: int) -> None:
    lines = folded(text, width, "    ")
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= width or " " not in line.strip() for line in lines)
