"""The how-to pages are real sessions: their commands are run in a repository of their own, and print what the pages say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import HANGS
from tests.docs.how_to import PAGES, carried_out, surroundings


@pytest.mark.timeout(HANGS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, hermetic: dict[str, str]) -> None:
    folder = tmp_path / "shop"
    text = page.read_text()
    assert "```console\n$ " in text
    assert carried_out(text, folder, surroundings(folder, hermetic)) == text
