"""`proof: clean` and `tracker run --clean`: what a phase is proved by is in the commit."""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.conftest import Place, started
from tracker.bootstrap import open_project
from tracker.journal import events as e

BUILT = "checks: [{id: built, kind: command, run: grep -q new build/app.txt, inputs: [app.txt]}]\n"
PLAN = "project: {name: Test}\n"


@pytest.fixture
def built(place: Place) -> Place:
    """What a check looks at is made from a committed file, and ignored."""
    place.write(".gitignore", "build/\n")
    place.write("app.txt", "new\n")
    place.write("build/app.txt", "new\n")
    place.phase("phase-1", BUILT)
    return place


def events(place: Place, kind: type) -> list[e.Event | e.Newer]:
    return [r.event for r in open_project(str(place.path)).journal().events if isinstance(r.event, kind)]


@pytest.mark.parametrize("where", ["plan", "phase"])
def test_a_phase_completes_only_when_a_clean_checkout_says_so_too(built: Place, where: str) -> None:
    built.write("tracker.yaml", PLAN + ("proof: clean\n" if where == "plan" else ""))
    built.phase("phase-1", BUILT + ("proof: clean\n" if where == "phase" else ""))
    built.commit()
    said = built.tracker("run", "1")
    assert said.code == 1
    assert "phase-1: again in a clean checkout of " in said.out
    assert "in a clean checkout of" in built.status()["phase-1"]["reasons"][0]
    assert built.status()["phase-1"]["status"] == "failed"

    built.write("tracker.yaml", built.read("tracker.yaml") + "prepare: ['mkdir build && cp app.txt build']\n")
    head = built.commit("How it is built")
    assert built.tracker("run", "1").code == 0
    assert (built.status()["phase-1"]["status"], built.status()["phase-1"]["basis"]) == ("complete", "verified")
    (witness,) = events(built, e.SealWitnessed)
    assert isinstance(witness, e.SealWitnessed)
    assert (witness.commit, witness.outcome, witness.results) == (head, "passed", {"built": "passed: exit 0"})


def test_a_step_whose_change_is_not_committed_proves_nothing_in_a_checkout(place: Place) -> None:
    place.write("tracker.yaml", PLAN + "proof: clean\n")
    body = """
        files: [{{path: {declared}}}]
        steps: [{{id: make, run: "echo new > made.txt"}}]
        checks: [{{id: made, kind: command, run: grep -q new made.txt, inputs: []}}]
    """
    place.phase("phase-1", body.format(declared="other.txt"))
    place.commit()
    assert place.tracker("run", "1").code != 0
    assert place.status()["phase-1"]["status"] != "complete"
    place.phase("phase-2", body.format(declared="made2.txt").replace("made.txt", "made2.txt"))
    place.commit()
    assert place.tracker("run", "2").code == 0
    assert place.git("show", "HEAD~1:made2.txt") == "new\n"


def test_phases_side_by_side_go_on_while_one_is_proved(place: Place) -> None:
    place.write("tracker.yaml", PLAN + "proof: clean\nprepare: ['sleep 0.3']\n")
    for number in (1, 2, 3):
        place.phase(
            f"phase-{number}",
            f"checks: [{{id: a, kind: command, run: 'sleep 0.{number}'}}, {{id: b, kind: command, run: 'true'}}]\n",
        )
    place.commit()
    said = place.tracker("run", "1", "2", "3", "-j", "2")
    assert said.code == 0, said.out
    assert {name: phase["status"] for name, phase in place.status().items()} == {
        "phase-1": "complete",
        "phase-2": "complete",
        "phase-3": "complete",
    }
    assert len(events(place, e.SealWitnessed)) == 3


def test_a_run_in_a_clean_checkout_proves_the_commit_whatever_lies_in_the_work_tree(place: Place) -> None:
    place.write("app.txt", "new\n")
    place.phase("phase-1", "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    head = place.commit()
    place.write("app.txt", "broken by somebody\n")
    place.write("notes.txt", "mine")
    said = place.tracker("run", "1", "--clean")
    assert said.code == 0, said.out + said.err
    (result,) = events(place, e.CheckFinished)
    assert isinstance(result, e.CheckFinished)
    assert (result.outcome, result.commit, result.changes) == ("passed", head, 0)
    (completed,) = events(place, e.PhaseCompleted)
    assert isinstance(completed, e.PhaseCompleted)
    assert completed.commit == head
    assert place.read("app.txt") == "broken by somebody\n"
    assert place.changes().splitlines() == [" M app.txt", "?? notes.txt"]


def test_it_fails_where_the_commit_does_though_the_work_tree_would_pass(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.commit()
    place.write("app.txt", "new\n")
    assert place.tracker("run", "1", "--clean").code == 1
    assert place.status()["phase-1"]["status"] == "failed"


def test_what_a_clean_checkout_cannot_do_is_refused(stepped: Place) -> None:
    said = stepped.tracker("run", "1", "--clean")
    assert said.code == 4
    assert "the step make of phase-1 has to be run first" in said.err
    stepped.phase("phase-3", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    said = stepped.tracker("run", "3", "--clean")
    assert said.code == 4
    assert "phase-3 is not in HEAD as the work tree has it" in said.err
    said = stepped.tracker("run", "1", "--clean", "--dry-run")
    assert said.code == 4
    assert stepped.tracker("run", "1").code == 0
    said = stepped.tracker("run", "1", "--clean", "--dry-run")
    assert "in a clean checkout" in said.out
    assert "Do it: tracker run 1 --clean" in said.out
    assert stepped.tracker("run", "1", "--clean").code == 0


def test_an_interrupt_while_it_is_proved_is_no_failure_and_the_next_run_goes_on(place: Place) -> None:
    place.write("tracker.yaml", PLAN + "proof: clean\nprepare: ['sleep 30']\n")
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    place.commit()
    with started(place.command("run", "1"), cwd=place.path, env=place.env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "prepare: sleep 30" in line:
                break
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert process.returncode == 130
    assert place.status()["phase-1"]["status"] == "interrupted"
    place.write("tracker.yaml", PLAN + "proof: clean\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
