"""The variables that steps and checks see."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from tracker.engine.environment import matching

_NAME = st.text("ABX_", max_size=4)
_GLOB = st.lists(st.sampled_from(["A", "B", "_", "*", "?", "[AB]", "[!A]", "["]), max_size=4).map("".join)


@given(st.sets(_NAME, max_size=6), st.lists(_GLOB, max_size=4))
def test_a_variable_is_taken_when_one_of_the_globs_fits(names: set[str], globs: list[str]) -> None:
    environment = {name: f"<{name}>" for name in names}
    wanted = {name: value for name, value in environment.items() if any(fnmatchcase(name, glob) for glob in globs)}
    assert matching(environment, globs) == wanted
