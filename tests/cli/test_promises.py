"""What a plan promises is ticked by results that are newer than the promise, and every face says so in the same words."""

from __future__ import annotations

import pytest

from tests.conftest import Place

CHECKS = """\
checks:
  - {id: one, kind: command, run: grep -q one app.txt, inputs: [app.txt]}
  - {id: two, kind: command, run: grep -q two app.txt, inputs: [app.txt]}
"""
FIRST = "deliverables: [{text: One is there, done_when: [one]}]\n"
BOTH = "deliverables: [{text: One is there, done_when: [one]}, {text: Two is there, done_when: [two]}]\n"
SECTIONS = "documents: [{path: TRACKER.md, title: T, sections: [overview, phases, success-criteria]}]\n"


@pytest.fixture
def done(place: Place) -> Place:
    """A complete phase with one deliverable."""
    place.write("tracker.yaml", "project: {name: Test}\n" + SECTIONS)
    place.write("app.txt", "one\ntwo\n")
    place.phase("phase-1", FIRST + CHECKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    return place


def boxes(place: Place, phase: str = "1") -> dict[str, tuple[str, str]]:
    """Text → (mark, why), as `explain` has it."""
    told = place.tracker("explain", phase, "--json").json["promises"]
    return {item["text"]: (item["mark"], item["why"]) for item in told}


def typed(place: Place, text: str, settings: str = "") -> None:
    """Somebody edits the plan, and the documents follow."""
    place.phase("phase-1", text + CHECKS)
    place.write("tracker.yaml", "project: {name: Test}\n" + SECTIONS + settings)
    place.commit("Plan")
    place.tracker("render")


LATE = "written down after `two` passed; `tracker run 1` proves it"


def test_what_is_typed_into_a_complete_phase_is_not_proved_by_what_was_found_before(done: Place) -> None:
    assert boxes(done)["One is there"][0] == "done"
    typed(done, BOTH)
    assert boxes(done) == {"One is there": ("done", boxes(done)["One is there"][1]), "Two is there": ("waiting", LATE)}
    page = done.read("TRACKER.md").replace("\\", "")
    assert f"Two is there ({LATE})" in page
    assert "promised since it was proved: Two is there. `tracker run 1` proves it" in page
    assert "promised since it was proved: Two is there" in done.tracker("status").out
    assert done.status()["phase-1"]["late"] == [
        {"of": "phase-1", "kind": "deliverable", "text": "Two is there", "checks": ["two"]}
    ]
    assert "promise  [ ] Two is there (written down after `two` passed" in done.tracker("explain", "1").out
    assert "promised since it was proved: Two is there" in done.tracker("summary").out
    assert done.tracker("render", "--check").code == 0


def test_the_next_run_carries_out_the_check_that_is_to_prove_it_and_no_other(done: Place) -> None:
    typed(done, BOTH)
    work = {item["name"]: item for item in done.tracker("explain", "1", "--json").json["would_run"]["items"]}
    assert (work["two"]["action"], work["one"]["action"]) == ("run", "keep")
    assert work["two"]["reason"] == "it is to prove what was written down after its result: Two is there"
    assert done.tracker("run", "1").code == 0
    assert {mark for mark, _ in boxes(done).values()} == {"done"}
    assert done.status()["phase-1"]["late"] == []
    assert done.tracker("run", "1", "--dry-run").out.count("keep") >= 1


def test_a_check_that_is_run_alone_proves_it_too(done: Place) -> None:
    typed(done, BOTH)
    assert done.tracker("run", "1", "--check", "two").code == 0
    assert boxes(done)["Two is there"][0] == "done"


def test_other_words_or_another_check_are_another_promise(done: Place) -> None:
    typed(done, "deliverables: [{text: One is there and more, done_when: [one]}]\n")
    assert boxes(done)["One is there and more"][0] == "waiting"
    typed(done, "deliverables: [{text: One is there, done_when: [one, two]}]\n")
    assert boxes(done)["One is there"] == ("waiting", LATE)
    typed(done, FIRST.replace("One is there", "One  is there".replace("  ", " ")))
    assert boxes(done)["One is there"][0] == "done"


def test_what_the_phase_as_a_whole_proves_is_not_older_either(done: Place) -> None:
    typed(done, FIRST + "success: [{text: All is well}]\n")
    assert boxes(done)["All is well"] == ("waiting", "written down after Phase 1 was proved; `tracker run 1` proves it")
    assert done.tracker("run", "1").code == 0
    assert boxes(done)["All is well"][0] == "done"


def test_the_promises_of_the_plan_and_of_a_parent_rest_on_the_phases_below(done: Place) -> None:
    typed(done, FIRST, "success: [{text: Whole, phases: [phase-1]}]\n")
    line = "Whole (written down after Phase 1 was proved; `tracker run 1` proves it)"
    assert line in done.read("TRACKER.md").replace("\\", "")
    assert done.tracker("run", "1").code == 0
    assert "Whole (Phase 1 verified)" in done.read("TRACKER.md")
    assert done.status()["phase-1"]["bar"] is None


def test_a_file_that_is_declared_later_is_not_taken_as_delivered(done: Place) -> None:
    typed(done, "files: [{path: out.txt, change: created}]\n" + FIRST)
    mark, why = boxes(done)["One is there"]
    assert (mark, why) == ("waiting", "out.txt (created) was declared after Phase 1 was proved; `tracker run 1` proves it")
    assert "declared since it was proved: out.txt (created)" in done.tracker("status").out
    assert done.tracker("run", "1").code == 1
    assert boxes(done)["One is there"] == (
        "bad", "out.txt is declared as created, and is not there: make it, or correct `files` in the plan",
    )  # fmt: skip
    done.write("out.txt", "x\n")
    done.commit("Made")
    assert done.tracker("run", "1").code == 0
    assert boxes(done)["One is there"][0] == "done"


def test_a_check_that_passed_ticks_nothing_while_a_declared_file_is_missing_or_was_not_looked_for(place: Place) -> None:
    place.write("app.txt", "one\n")
    place.phase("phase-1", "files: [{path: out.txt, change: created}]\n" + FIRST + CHECKS)
    place.commit("Start")
    assert place.tracker("run", "1", "--check", "one").code == 0
    assert boxes(place)["One is there"] == ("waiting", "its files are looked at when the phase comes to its end")
    assert place.tracker("run", "1").code == 1  # the check `two` fails
    assert boxes(place)["One is there"][0] == "bad"
    place.write("out.txt", "x\n")
    place.commit("Made")
    assert place.tracker("run", "1").code == 1
    assert boxes(place)["One is there"][0] == "done"


def test_what_a_person_tells_is_said_to_be_approved_and_not_proved(place: Place) -> None:
    place.write("app.txt", "one\n")
    place.phase("phase-1", "deliverables: [{text: The team knows, done_when: [asked]}]\n"
                "checks: [{id: asked, kind: approval, ask: 'Does the team know?', inputs: [app.txt]}]\n")  # fmt: skip
    place.commit("Start")
    assert boxes(place)["The team knows"] == ("waiting", "to be approved by `asked`")
    place.tracker("run", "1")
    assert place.person("approve", "1").code == 0
    assert place.tracker("run", "1").code == 0
    mark, why = boxes(place)["The team knows"]
    assert (mark, why.startswith("approved by `asked`")) == ("done", True), why
