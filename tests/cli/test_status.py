"""`tracker status` for eyes: what fits on a terminal."""

from __future__ import annotations

import pytest
from conftest import Place

TITLE = "Move every query of the web application over to the new database"


@pytest.fixture
def wordy(place: Place) -> Place:
    place.write(
        "phases/phase-1.yaml",
        f"id: phase-1\ntitle: {TITLE}\nestimate: 2 hours\nchecks: [{{id: a, kind: command, run: 'true'}}]\n",
    )
    place.write("phases/phase-2.yaml", "id: phase-2\ntitle: Short\nchecks: [{id: a, kind: command, run: 'true'}]\n")
    place.commit("Start")
    return place


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("  ->")]


@pytest.mark.parametrize("cached", [False, True])
def test_titles_have_the_room_that_the_terminal_has(wordy: Place, cached: bool) -> None:
    if cached:
        wordy.tracker("status")
    usual = rows(wordy.terminal("status"))
    assert [len(row) <= 80 and "Move every query of the web appli…" in row for row in usual] == [True, False]
    wide = rows(wordy.terminal("status", columns=140))
    assert [TITLE in row for row in wide] == [True, False]
    assert [row.index(" ready") for row in wide] == [row.index(" ready") for row in wide[:1]] * 2
    narrow = rows(wordy.terminal("status", columns=60))
    assert all(len(row) <= 60 for row in narrow)
    assert "Move every qu…" in narrow[0]
    assert rows(wordy.terminal("status", columns=0)) == usual
    assert rows(wordy.tracker("status").out) == usual
