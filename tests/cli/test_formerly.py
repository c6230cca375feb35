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


A = "  - {id: a, kind: command, run: grep -q new a.txt, inputs: [a.txt]}\n"
B = "  - {id: b, kind: command, run: grep -q new b.txt, inputs: [b.txt]}\n"


@pytest.fixture
def two(place: Place) -> Place:
    """Two phases without a check in common."""
    for name, check in (("a", A), ("b", B)):
        place.write(f"{name}.txt", "new\n")
        place.phase(f"phase-{name}", f"checks:\n{check}")
    place.commit("Start")
    return place


def merged(place: Place) -> None:
    for path in (place.path / "phases").iterdir():
        path.unlink()
    place.phase("phase-5", f"formerly: [phase-a, phase-b]\nchecks:\n{A}{B}")
    place.commit("Merged")


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


def test_merged_phases_are_proved_once_as_one(two: Place) -> None:
    assert two.tracker("run", "a", "b").code == 0
    merged(two)
    (phase,) = two.tracker("status", "--json").json["phases"]
    assert (phase["status"], phase["reasons"][-1]) == (
        "ready", "it was several phases (phase-a, phase-b), and is not proved as one yet",
    )  # fmt: skip
    assert len(two.tracker("explain", "5", "--json").json["runs"]) == 1, "the run of both is one run"
    done = two.tracker("run", "5", "--json")
    assert done.code == 0
    assert "check-started" not in {event["type"] for event in done.events if event["kind"] == "event"}
    assert two.status()["phase-5"]["status"] == "complete"
    assert two.tracker("verify").code == 0
    two.write("phases/phase-5.yaml", two.read("phases/phase-5.yaml").replace("Title of phase-5", "Another"))
    two.commit("Another title")
    assert two.status()["phase-5"]["status"] == "complete", "it is proved as one, whatever it is called"


@pytest.mark.parametrize("first", ["a", "b"])
def test_what_failed_in_one_of_them_is_not_forgotten(two: Place, first: str) -> None:
    """The completion of the other came after it, and does not have the check."""
    second = "ab".replace(first, "")
    two.write(f"{first}.txt", "old\n")
    two.commit("Old")
    assert two.tracker("run", first).code == 1
    assert two.tracker("run", second).code == 0
    merged(two)
    assert two.status()["phase-5"]["status"] == "ready"
    assert two.tracker("run", "5").code == 1
    assert two.status()["phase-5"]["status"] != "complete"
    two.write(f"{first}.txt", "new\n")
    two.commit("New")
    assert two.tracker("run", "5").code == 0


def test_names_one_after_another_are_one_history(two: Place) -> None:
    assert two.tracker("run", "a").code == 0
    (two.path / "phases/phase-b.yaml").unlink()
    for old, new, checks in (("a", "c", A), ("c", "d", A + B), ("d", "e", B)):
        (two.path / f"phases/phase-{old}.yaml").unlink()
        names = ", ".join(f"phase-{name}" for name in "acd"[: "acd".index(old) + 1])
        two.phase(f"phase-{new}", f"formerly: [{names}]\nchecks:\n{checks}")
        two.commit("Renamed")
        assert two.status()[f"phase-{new}"]["status"] == "complete"
        assert two.tracker("run", new).code == 0
    assert two.status()["phase-e"]["status"] == "complete"


def test_a_part_of_a_phase_that_was_split_keeps_the_history(two: Place) -> None:
    (two.path / "phases/phase-b.yaml").unlink()
    two.phase("phase-a", f"checks:\n{A}{B}")
    two.commit("Both")
    assert two.tracker("run", "a").code == 0
    (two.path / "phases/phase-a.yaml").unlink()
    two.phase("phase-1", f"checks:\n{A}")
    two.phase("phase-2", f"formerly: [phase-a]\nchecks:\n{B}")
    two.commit("Split")
    found = two.status()
    assert (found["phase-1"]["status"], found["phase-2"]["status"]) == ("ready", "complete")
    assert found["phase-2"]["bar"]["lowered"][0].startswith("check a: removed")
    assert two.tracker("run").code == 0
    assert {phase["status"] for phase in two.status().values()} == {"complete"}
