"""What the shipped plan renders to, compared whole. What it renders to now, with results, lies in the root and in prompts/, and
`tracker render --check` compares that.
"""

from __future__ import annotations

import pytest

from tests.documents.golden import FOLDER, pages

NAMES = sorted(path.name for path in FOLDER.iterdir())


def test_every_page_has_an_expected_text_and_every_text_a_page() -> None:
    assert sorted(pages()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_page(name: str) -> None:
    assert pages()[name] == (FOLDER / name).read_text(encoding="utf-8"), "reviewed? python -m tests.documents.golden"
