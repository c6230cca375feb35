"""What the plan allows of a test by name is a waiver, and no second alarm."""

from __future__ import annotations

import pytest

from tests.builders import phase
from tracker.bar.change import Change, Direction
from tracker.bar.settled import settled

GONE = Change("app/tests/test_a.py", Direction.LOWERED, "test gone: test_old, which asserted 2 facts")
IN_CLASS = Change("app/tests/test_a.py", Direction.LOWERED, "test gone: TestIt.test_old")
SKIPPED = Change("app/tests/test_a.py", Direction.LOWERED, "test skipped: test_old (`@pytest.mark.skip`)")


@pytest.mark.parametrize(
    ("change", "allowed", "settles"),
    [
        (GONE, {"allow_gone": [{"tests": "tests.test_a::test_old", "why": "a duplicate"}]}, True),
        (GONE, {"allow_gone": [{"tests": "tests.test_a::*", "why": "a duplicate"}]}, True),
        (GONE, {"allow_gone": [{"tests": "tests.test_a::test_old[*]", "why": "a duplicate"}]}, True),
        (GONE, {"allow_gone": [{"tests": "tests.test_b::test_old", "why": "a duplicate"}]}, False),
        (GONE, {"allow_skips": [{"tests": "tests.test_a::test_old", "why": "a duplicate"}]}, False),
        (GONE, {}, False),
        (IN_CLASS, {"allow_gone": [{"tests": "tests.test_a.TestIt::test_old", "why": "a duplicate"}]}, True),
        (SKIPPED, {"allow_skips": [{"tests": "tests.test_a::test_old", "why": "a duplicate"}]}, True),
        (SKIPPED, {"allow_gone": [{"tests": "tests.test_a::test_old", "why": "a duplicate"}]}, False),
        (GONE._replace(words="assertions lost: test_old"), {"allow_gone": [{"tests": "*", "why": "x"}]}, False),
    ],
)
def test_an_allowance_settles_what_it_names_and_nothing_else(
    change: Change, allowed: dict[str, object], *, settles: bool
) -> None:
    of = phase("1", checks=[{"id": "suite", "kind": "pytest", "run": "pytest", "expect": allowed}])
    (found,) = settled([change], of.checks, "app/")
    assert (found.direction is Direction.CHANGED) is settles
    assert ("which is allowed: a duplicate" in found.words) is settles
