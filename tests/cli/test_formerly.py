"""A phase that has another id: its history goes on where the plan says so, and is asked for where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Place

CHECKS = "checks: [{id: ok, kind: command, run: grep -q new a.txt, inputs: [a.txt]}]\n"
SUITE = (
    "checks:\n  - {id: suite, kind: pytest, run: python -m pytest -q suite, inputs: [suite],"
    " expect: {no_regressions_since: phase-1}}\n"
)


@pytest.fixture
def done(place: Place) -> Place:
    """A phase that was completed, and one that depends on it."""
    place.write(
        "tracker.yaml", "project: {name: lab}\ndocuments: [{path: TRACKER.md, title: Lab, sections: [overview, phases]}]\n"
    )
    place.write("a.txt", "new\n")
    place.phase("phase-1", CHECKS)
    place.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: two, kind: command, run: 'true', inputs: []}]\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    return place


def renamed(place: Place, more: str = "", new: str = "phase-7") -> None:
    (place.path / "phases/phase-1.yaml").unlink()
    place.phase(new, more + CHECKS)
    place.phase("phase-2", f"depends_on: [{new}]\nchecks: [{{id: two, kind: command, run: 'true', inputs: []}}]\n")
    place.commit("Renamed")


def test_a_rename_is_noticed(done: Place) -> None:
    renamed(done)
    view = done.tracker("status", "--json").json
    assert [(gone["id"], gone["successor"]) for gone in view["unplanned"]] == [("phase-1", "phase-7")]
    out = done.tracker("status").out
    assert "not in the plan any more" in out
    assert "phase-7 has its checks: `formerly: [phase-1]` there keeps its history" in out
    done.tracker("render")
    assert "Phase 7 asks for the same: `formerly: [phase-1]` in it keeps the history" in done.read("TRACKER.md")
    assert done.status()["phase-7"]["status"] == "ready"


def test_its_history_goes_on_and_the_journal_stays_as_it_is(done: Place) -> None:
    before = {path: path.read_bytes() for path in sorted(Path(done.path).glob(".tracker/journal/*"))}
    commit = done.status()["phase-1"]["commits"]
    renamed(done, "formerly: [phase-1]\n")
    view = done.tracker("status", "--json").json
    found = {phase["id"]: phase for phase in view["phases"]}
    assert view["unplanned"] == []
    assert (found["phase-7"]["status"], found["phase-7"]["currency"], found["phase-7"]["commits"]) == (
        "complete",
        "current",
        commit,
    )
    assert found["phase-7"]["bar"] is None
    assert found["phase-2"]["status"] == "ready"
    assert "up to date" in done.tracker("run", "7").out
    assert done.tracker("run", "2").code == 0
    assert {path: path.read_bytes() for path in before} == before
    for words in (("verify",), ("check", "7", "--all"), ("explain", "1"), ("render", "--check")):
        ended = done.tracker(*words)
        assert ended.code == 0, ended.out + ended.err
    assert "phase-7" in done.tracker("explain", "1").out  # whoever types the id that it had
    assert "phase-7" in done.tracker("log").out
    assert done.tracker("check", "7", "--sealed", "--json").json["places"][0]["outcome"] == "passed"
    (done.path / "phases/phase-7.yaml").rename(done.path / "phases/phase-1.yaml")
    renamed(done, "", "phase-1")  # and back again
    assert done.status()["phase-1"]["status"] == "complete"


def test_an_earlier_name_in_a_baseline_still_means_it(place: Place) -> None:
    place.write("suite/test_it.py", "def test_one(): pass\n\n\ndef test_two(): pass\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    plain = "checks: [{id: suite, kind: pytest, run: python -m pytest -q suite, inputs: [suite]}]\n"
    place.phase("phase-1", plain)
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    (place.path / "phases/phase-1.yaml").unlink()
    place.phase("phase-5", f"formerly: [phase-1]\n{plain}")
    place.phase("phase-6", SUITE)
    place.write("suite/test_it.py", "def test_one(): pass\n")
    place.commit("Renamed, and a test less")
    done = place.tracker("run", "6")
    assert done.code == 1
    assert "test_two" in done.out


CLAIMS, MISUSES = "formerly: [phase-9, phase-1]\n", "depends_on: [phase-1]\n"
PROBLEMS = [
    ({"phase-1": "", "phase-2": "formerly: [phase-1]\n"}, "phases/phase-2.yaml:3:12", "'phase-1' is a phase of this plan"),
    ({"phase-2": "formerly: [phase-2]\n"}, "phases/phase-2.yaml:3:12", "it is called that now"),
    ({"phase-2": "formerly: [phase-1]\n", "phase-3": CLAIMS}, "phases/phase-3.yaml:3:21", "a second time"),
    ({"phase-2": "formerly: [phase-1, phase-1]\n"}, "phases/phase-2.yaml:3:21", "a second time"),
    ({"phase-2": "formerly: [phase-3]\n", "phase-3": "formerly: [phase-2]\n"}, "phases/phase-2.yaml:3:12", "is a phase"),
    ({"phase-2": "formerly: [phase-1]\n", "phase-3": MISUSES}, "phases/phase-3.yaml:3:14", "it is called 'phase-2' now"),
]  # fmt: skip


@pytest.mark.parametrize(("phases", "where", "what"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_what_cannot_be_meant_is_told_with_its_place(place: Place, phases: dict[str, str], where: str, what: str) -> None:
    for name, more in phases.items():
        place.phase(name, more + CHECKS)
    ended = place.tracker("validate")
    assert ended.code != 0
    assert where in ended.err, ended.err
    assert what in ended.err.lower() or what in ended.err


def test_a_parent_may_be_renamed_too(place: Place) -> None:
    place.write("a.txt", "new\n")
    place.phase("phase-1", "")
    place.phase("phase-1.1", f"parent: phase-1\n{CHECKS}")
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    for name in ("1", "1.1"):
        (place.path / f"phases/phase-{name}.yaml").unlink()
    place.phase("phase-4", "formerly: [phase-1]\n")
    place.phase("phase-4.1", f"parent: phase-4\nformerly: [phase-1.1]\n{CHECKS}")
    place.commit("Renamed")
    found = place.status()
    assert (found["phase-4"]["status"], found["phase-4.1"]["status"]) == ("complete", "complete")
    assert "up to date" in place.tracker("run", "1").out
