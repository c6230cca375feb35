"""Guards in a run: what a phase reached, later phases keep."""

from __future__ import annotations

import pytest

from tests.conftest import Place
from tracker.bootstrap import open_project
from tracker.journal import events as e


@pytest.fixture
def guarded(place: Place) -> Place:
    """Phase 1 is complete, with a guard over a file and a check that is none."""
    place.write("app.txt", "alpha\n")
    place.phase(
        "phase-1",
        """
        checks:
          - {id: alpha, kind: command, run: grep -q alpha app.txt, inputs: [app.txt], guard: true}
          - {id: first, kind: command, run: grep -qx alpha app.txt, inputs: [app.txt]}
        """,
    )
    place.phase("phase-2", "checks: [{id: beta, kind: command, run: grep -q beta app.txt, inputs: [app.txt]}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    return place


def results(place: Place) -> list[tuple[str, str, str]]:
    journal = open_project(str(place.path)).journal().events
    return [(r.event.phase, r.event.check, r.event.outcome) for r in journal if isinstance(r.event, e.CheckFinished)]


def test_a_phase_that_breaks_a_guard_does_not_complete(guarded: Place) -> None:
    guarded.write("app.txt", "beta\n")
    guarded.commit()
    said = guarded.tracker("run", "2")
    assert said.code == 1
    assert "phase-2: failed (guard phase-1/alpha: found exit code 1, expected 0)" in said.out
    assert {name: phase["status"] for name, phase in guarded.status().items()} == {
        "phase-1": "regressed",
        "phase-2": "failed",
    }
    assert results(guarded)[-1] == ("phase-1", "alpha", "failed")
    guarded.write("app.txt", "alpha\nbeta\n")
    guarded.commit()
    assert guarded.tracker("run", "2").code == 0
    assert guarded.status()["phase-2"]["status"] == "complete"
    assert results(guarded)[-1] == ("phase-1", "alpha", "passed")
    assert guarded.tracker("verify").code == 0


def test_a_guard_is_carried_out_only_when_what_it_looks_at_has_changed(guarded: Place) -> None:
    guarded.phase("phase-3", "checks: [{id: other, kind: command, run: 'true', inputs: [other.txt]}]\n")
    guarded.write("other.txt", "x")
    guarded.commit()
    before = len(results(guarded))
    assert guarded.tracker("run", "3").code == 0
    assert results(guarded)[before:] == [("phase-3", "other", "passed")]


def test_a_guard_that_this_machine_cannot_carry_out_says_nothing(guarded: Place) -> None:
    tools = guarded.path.parent / "tools"
    tools.mkdir()
    (tools / "mytool").write_text("#!/bin/sh\nexit 0\n")
    (tools / "mytool").chmod(0o755)
    guarded.phase("phase-0", "checks: [{id: tool, kind: command, run: mytool app.txt, inputs: [app.txt], guard: true}]\n")
    guarded.commit()
    assert guarded.tracker("run", "0", PATH=f"{tools}:{guarded.env['PATH']}").code == 0
    guarded.write("app.txt", "alpha\nbeta\n")
    guarded.commit()
    said = guarded.tracker("run", "2")
    assert said.code == 0, said.out
    assert "guard phase-0/tool could not be checked: mytool is not installed" in said.out
    assert ("phase-0", "tool", "error") not in results(guarded)
