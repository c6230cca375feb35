"""Documents say of a phase, of its results and of what is next exactly what `tracker status` says."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Place

WORDS = {"ready": "READY TO START", "pending": "PENDING", "awaiting-approval": "AWAITING APPROVAL"}
"""Status → how a heading has it, where that is not the word itself."""
SECTIONS = "overview, phases, current-status, test-results, timeline, success-criteria, next-session, footer"
PASSES = "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\nsuccess: [{text: Right, done_when: [ok]}]\n"
OTHERWISE = PASSES.replace("'true'", "'echo x'")
FAILS = PASSES.replace("'true'", "'false'")
ASKS = "checks: [{id: ok, kind: approval, ask: Good?}]\n"
CLAIMED = "claimed: {source: me, date: 2026-01-01}\n"
STORIES: dict[str, tuple[str, ...]] = {
    "ready": (PASSES,),
    "complete": (PASSES, "run"),
    "failed": (FAILS, "run"),
    "defined otherwise": (PASSES, "run", OTHERWISE),
    "failed, then defined otherwise": (FAILS, "run", OTHERWISE),
    "claimed": (CLAIMED + PASSES,),
    "regressed": (CLAIMED + FAILS, "run"),
    "awaiting approval": (ASKS, "run"),
    "skipped": (PASSES + "skip: not needed\n",),
}
"""What happens: a text is the phase's file, `run` is `tracker run 1`."""


def told(place: Place, *happens: str) -> str:
    place.write("tracker.yaml", f"project: {{name: T}}\ndocuments: [{{path: T.md, title: T, sections: [{SECTIONS}]}}]\n")
    place.phase("phase-2", "depends_on: [phase-1]\n" + PASSES)
    for step in happens:
        if step == "run":
            place.tracker("run", "1")
        else:
            place.phase("phase-1", step)
            place.commit()
    place.tracker("render")
    return place.read("T.md")


@pytest.mark.parametrize("story", STORIES)
def test_a_document_says_what_status_says(place: Place, story: str) -> None:
    text = told(place, *STORIES[story])
    view = place.tracker("status", "--json").json
    headings = dict(re.findall(r"^#{3,6} \S+ (Phase \d): [^(]*\(([^,)]+)", text, re.MULTILINE))
    for phase in view["phases"]:
        name = phase["id"].replace("phase-", "Phase ")
        assert headings[name] == WORDS.get(phase["status"], phase["status"].upper())
        for check in phase["checks"]:
            if check["run"] and check["why"]:
                said = "passed" if check["outcome"] == "passed" else check["summary"]
                assert f"{said}; since then {check['why']}" in text
    following = re.search(r"^1\. \*\*Immediate:\*\* (Phase \d)", text, re.MULTILINE)
    assert (following[1].replace("Phase ", "phase-") if following else None) == view["next"]
    assert f"`tracker run {view['next'].removeprefix('phase-')}`" in text


def test_a_result_of_another_definition_proves_nothing_and_is_not_said_to_be_missing(place: Place) -> None:
    text = told(place, PASSES, "run", OTHERWISE)
    assert "phases done: 1 changed since" in text
    assert "ok (passed; since then its definition changed)" in text
    assert "since then ok: its definition changed" in text
    assert "Right (`ok`: passed; since then its definition changed)" in text
    assert "not run yet" not in text.partition("Phase 2")[0]


def test_nothing_is_left_only_when_status_says_so(place: Place) -> None:
    place.write("tracker.yaml", f"project: {{name: T}}\ndocuments: [{{path: T.md, title: T, sections: [{SECTIONS}]}}]\n")
    place.phase("phase-1", PASSES)
    place.commit()
    place.tracker("run", "1")
    assert "Nothing is left to do." in place.read("T.md")
    assert place.tracker("status", "--json").json["next"] is None
    place.phase("phase-1", OTHERWISE)
    place.commit()
    place.tracker("render")
    assert "Nothing is left to do." not in place.read("T.md")
    assert "every phase is done" not in place.read("T.md")
    assert "**Status:** Phase 1 Complete, verified, by earlier criteria\\\n" in place.read("T.md")
    assert place.tracker("status", "--json").json["next"] == "phase-1"
