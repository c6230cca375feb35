"""What was lowered in tests is told by `explain` before any run has looked at it, and once only after that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place

TESTS = "def test_one():\n    assert 1 + 1 == 2\n\n\ndef test_two():\n    assert 2 + 2 == 4\n"
FEWER = "def test_one():\n    assert 1 + 1 == 2\n"
PHASE = "checks: [{id: suite, kind: pytest, run: python -m pytest -q test_it.py, inputs: [app.py]}]\n"


@pytest.fixture
def sealed(place: Place) -> Place:
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    place.write("test_it.py", TESTS)
    place.write("app.py", "")
    place.phase("phase-1", PHASE)
    place.commit()
    assert place.tracker("run", "1").code == 0
    assert since(place) == []
    return place


def since(place: Place) -> list[Any]:
    found: list[Any] = place.tracker("explain", "1", "--json").json["lowered_since"]
    return found


@pytest.mark.parametrize("committed", [True, False])
def test_a_test_that_went_is_told_at_once(sealed: Place, committed: bool) -> None:
    sealed.write("test_it.py", FEWER)
    if committed:
        sealed.commit()
    (line,) = since(sealed)
    assert "test_two" in line
    assert since(sealed) == [line]  # kept
    assert f"  lowered  {line}; no run has looked at it yet" in sealed.tracker("explain", "1").out
    sealed.write("test_it.py", TESTS)
    assert since(sealed) == []


def test_what_a_run_has_told_is_not_told_twice(sealed: Place) -> None:
    sealed.write("test_it.py", FEWER)
    sealed.write("app.py", "x = 1\n")
    sealed.commit()
    assert len(since(sealed)) == 1
    sealed.tracker("run", "1")
    view = sealed.tracker("explain", "1", "--json").json
    assert [line for line in view["bar"]["lowered"] if "test_two" in line] != [] or view["lowered_since"] != []
    assert not set(view["bar"]["lowered"]) & set(view["lowered_since"])


def test_honest_work_is_no_alarm(sealed: Place) -> None:
    sealed.write("test_it.py", TESTS + "\n\ndef test_three():\n    assert 3\n")
    sealed.write("test_more.py", "def test_more():\n    assert 1\n")
    assert since(sealed) == []
