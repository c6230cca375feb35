"""The lists of bugs and of mutants that cannot be found are about the code as it is now."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.mutations.bugs import BUGS, Bug

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_can_be_planted(bug: Bug) -> None:
    assert (ROOT / bug.file).read_text().count(bug.old) == 1
    assert bug.new != bug.old
    assert all((ROOT / test).exists() for test in bug.tests)


def test_what_is_equivalent_is_in_its_file_and_has_a_reason() -> None:
    for item in tomllib.loads((ROOT / "tests/mutations/equivalent.toml").read_text())["mutant"]:
        lines = " ".join(line.strip() for line in (ROOT / item["file"]).read_text().splitlines())
        assert item["old"] in lines
        assert item["why"]
