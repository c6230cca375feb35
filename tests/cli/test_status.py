"""`tracker status` for eyes: what fits on a terminal."""

from __future__ import annotations

import pytest

from tests.conftest import Place

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
    piped = rows(wordy.tracker("status").out)
    assert [TITLE in row for row in piped] == [True, False], "nothing is cut where there is no terminal"
    assert rows(wordy.tracker("status", COLUMNS="80").out) == usual


FAMILY = {
    "phase-1": "",
    "phase-1.1": "parent: phase-1\nchecks: [{id: a, kind: command, run: 'true', inputs: [one.txt]}]",
    "phase-1.2": "parent: phase-1\nchecks: [{id: a, kind: command, run: 'true', inputs: [two.txt]}]",
    "phase-2": "checks: [{id: a, kind: command, run: 'true'}]",
    "phase-3": "depends_on: [phase-2]",
    "phase-3.1": "parent: phase-3\nchecks: [{id: a, kind: command, run: 'true'}]",
    "phase-4": "depends_on: [phase-3]\nchecks: [{id: a, kind: command, run: 'true'}]",
}


def listed(place: Place, *words: str) -> list[str]:
    """The marks and names of the phases that have a line."""
    lines = place.tracker("status", *words).out.splitlines()
    return [" ".join(line.split()[:2]) for line in lines if line[:2] == "  " and line[2] != " "]


def test_what_is_done_and_what_waits_is_folded(place: Place) -> None:
    for name, text in FAMILY.items():
        place.phase(name, text)
    place.write("one.txt", "1")
    place.write("two.txt", "2")
    place.commit("Start")
    assert listed(place) == ["- 1", "-> 1.1", "-> 1.2", "-> 2", ".. 3-4"]
    assert place.tracker("run", "1.1").code == 0
    assert listed(place) == ["- 1", "ok 1.1", "-> 1.2", "-> 2", ".. 3-4"]
    assert place.tracker("run", "1.2").code == 0
    assert listed(place) == ["ok 1", "-> 2", ".. 3-4"]
    assert "3-4  2 phases pending" in place.tracker("status").out
    every = ["ok 1", "ok 1.1", "ok 1.2", "-> 2", "- 3", ".. 3.1", ".. 4"]
    assert [line for line in listed(place, "--all") if line[0] not in "+." or line[:2] == ".."] == every
    assert place.tracker("status", "--all").out.count(". a: not run yet") == 3
    place.write("two.txt", "3")
    assert listed(place)[0] == "ok 1"
    assert "1 phase changed since by other commits: 1.2; check again: tracker check --all" in place.tracker("status").out


def test_a_phase_is_shown_alone_with_its_checks_and_what_is_below_it(place: Place) -> None:
    for name, text in FAMILY.items():
        place.phase(name, text)
    place.phase("phase-2", "checks: [{id: other, kind: command, run: 'true', inputs: [one.txt]}]")
    place.write("one.txt", "1")
    place.commit("Start")
    out = place.tracker("status", "1").out
    assert ". a: not run yet" in out
    assert "other" not in out
    assert [phase["id"] for phase in place.tracker("status", "1.1", "2", "--json").json["phases"]] == ["phase-1.1", "phase-2"]
    ended = place.tracker("status", "7")
    assert ended.code == 2
    assert "there is no phase '7'" in ended.err


def test_next_of_a_phase_is_about_that_phase(place: Place) -> None:
    for number in (1, 2):
        place.phase(f"phase-{number}", f"checks: [{{id: a, kind: command, run: 'test -f {number}', inputs: [one.txt]}}]")
    place.write("one.txt", "1")
    place.write("1", "1")
    place.commit("Start")
    assert place.tracker("next", "2").out.startswith("phase-2 ")
    assert "Of this phase: tracker run 2" in place.tracker("next", "2").out
    assert place.tracker("next", "2", "--json").json["phase"] == "phase-2"
    assert place.tracker("run", "1").code == 0
    done = place.tracker("next", "1").out
    assert "Of this phase: tracker check 1" in done
    assert "hand it over" not in done
