"""A phase that is done again."""

from __future__ import annotations

import pytest

from tests.conftest import Place

STEPPED = """
files: [{path: made.txt}]
steps: [{id: make, run: "echo made > made.txt", revert: REVERT}]
checks: [{id: made, kind: files, inputs: [made.txt], expect: [{path: made.txt}]}]
"""


def done(place: Place, revert: str = "rm made.txt") -> str:
    place.phase("phase-1", STEPPED.replace("REVERT", f'"{revert}"'))
    place.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    place.commit()
    assert place.tracker("run", "1", "2").code == 0
    return place.status()["phase-1"]["commits"][0]


def test_a_new_attempt_begins_and_the_completion_is_kept(place: Place) -> None:
    commit = done(place)
    view = place.tracker("reopen", "1", "--why", "wrong file", "--json").json
    assert (view["kind"], view["attempt"], view["sealed"], view["reverted"]) == ("reopened", 2, [commit], [])
    assert view["next_step"]["command"] == "tracker run 1"
    statuses = place.status()
    assert (statuses["phase-1"]["status"], statuses["phase-1"]["basis"]) == ("ready", None)
    assert statuses["phase-2"]["basis"] == "verified"
    again = place.tracker("run", "1", "--json")
    assert again.code == 0
    assert "step-started" in {event.get("type") for event in again.events}
    assert place.status()["phase-1"]["status"] == "complete"


def test_steps_are_taken_back_and_the_files_are_as_before(place: Place) -> None:
    done(place)
    told = place.tracker("reopen", "1", "--why", "wrong file", "--revert")
    assert (told.code, (place.path / "made.txt").exists()) == (0, False)
    assert "taken back  make; the files are as before" in told.out


@pytest.mark.parametrize(
    ("revert", "said"),
    [
        ("false", "taking back the step make failed: exit 1"),
        ("echo other > made.txt", "these files are not as before it: made.txt"),
    ],
)
def test_what_cannot_be_taken_back_leaves_the_phase_as_it_is(place: Place, revert: str, said: str) -> None:
    done(place, revert)
    told = place.tracker("reopen", "1", "--why", "wrong file", "--revert")
    assert told.code == 4
    assert said in told.err
    assert place.status()["phase-1"]["status"] != "ready"


def test_a_reason_is_asked_for_and_a_phase_that_was_never_run_has_nothing_to_reopen(place: Place) -> None:
    done(place)
    place.phase("phase-3", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    assert place.tracker("reopen", "1").code == 2
    assert "phase-3 was never run" in place.tracker("reopen", "3", "--why", "x").err
