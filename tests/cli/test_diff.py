"""tracker diff: what changed since a phase was proved, by the same comparison as its status."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place


@pytest.fixture
def proved(place: Place) -> Place:
    """A complete phase whose check looks at two files, and one that changes one of them."""
    place.write("tracker.yaml", "project: {name: T}\n")
    place.write("a.txt", "one\n")
    place.write("b.txt", "one\n")
    place.phase("phase-1", "checks: [{id: read, kind: command, run: 'cat a.txt b.txt', inputs: ['*.txt']}]\n")
    place.phase(
        "phase-2",
        """
        depends_on: [phase-1]
        files: [{path: b.txt}]
        steps: [{id: write, run: echo two > b.txt}]
        checks: [{id: two, kind: command, run: grep two b.txt, inputs: [b.txt]}]
        """,
    )
    place.commit("Plan")
    assert place.tracker("run", "1").code == 0
    return place


def since(place: Place, *words: str) -> dict[str, Any]:
    done = place.tracker("diff", *words, "--json")
    assert done.code == 0, done.err
    (phase,) = done.json["phases"]
    return dict(phase)


def files(found: dict[str, Any]) -> list[tuple[str, str, list[str], bool, bool]]:
    return [(f["change"], f["path"], f["phases"], bool(f["commit"]), f["committed"]) for f in found["files"]]


def test_nothing_changed(proved: Place) -> None:
    found = since(proved, "1")
    assert (found["same"], found["here"], found["files"], found["criteria"], found["unknown"]) == (True, True, [], [], [])
    assert [(r["check"], r["holds"], r["now"]) for r in found["results"]] == [("read", True, None)]
    out = proved.tracker("diff").out
    assert out.splitlines()[0].endswith(": nothing changed since")
    assert found["commit"][:7] in out


def test_files_are_told_with_who_changed_them(proved: Place) -> None:
    assert proved.tracker("run", "2").code == 0
    proved.write("new.txt", "new\n")
    (proved.path / "a.txt").unlink()
    found = since(proved, "1")
    assert files(found) == [
        ("gone", "a.txt", [], False, False),
        ("changed", "b.txt", ["phase-2"], True, True),
        ("new", "new.txt", [], False, False),
    ]
    assert found["files"][1]["commit"] == proved.status()["phase-2"]["commits"][0]
    assert found["files"][1]["checks"] == ["read"]
    assert not found["results"][0]["holds"]
    lines = proved.tracker("diff", "1").out.splitlines()
    assert lines[1:4] == [
        "  file     gone     a.txt  not committed",
        f"  file     changed  b.txt  by 2 in {found['files'][1]['commit'][:7]}",
        "  file     new      new.txt  not committed",
    ]
    assert proved.status()["phase-1"]["currency"] == "changed", "the status says the same"
    both = proved.tracker("diff").out
    assert "as it was proved: 2\n" in both
    assert "Check it again: tracker check 1\n" in both


def test_criteria_are_told_with_their_direction_and_results_then_and_now(proved: Place) -> None:
    plan = proved.read("phases/phase-1.yaml")
    proved.write("phases/phase-1.yaml", plan.replace("cat a.txt b.txt", "cat a.txt b.txt || true"))
    proved.write("a.txt", "other\n")
    proved.commit("Loosen")
    found = since(proved, "1")
    assert [(change["direction"], change["where"]) for change in found["criteria"]] == [("lowered", "check read")]
    assert "phases/phase-1.yaml:" in found["criteria"][0]["place"]
    assert files(found) == [("changed", "a.txt", [], True, True)]
    assert found["results"][0]["why"] == "its definition changed"
    assert "plan     lowered  check read: run: " in proved.tracker("diff", "1").out
    proved.write("phases/phase-1.yaml", plan.replace("cat a.txt b.txt", "cat a.txt gone.txt"))
    proved.commit("Break")
    assert proved.tracker("run", "1").code == 1
    result = since(proved, "1")["results"][0]
    assert (result["then"]["outcome"], result["now"]["outcome"]) == ("passed", "failed")
    assert "→ failed: found exit code 1" in proved.tracker("diff", "1").out
    proved.write("phases/phase-1.yaml", plan.replace("id: read", "id: look"))
    assert [(r["check"], r["planned"], r["then"] is None) for r in since(proved, "1")["results"]] == [
        ("look", True, True), ("read", False, False),
    ]  # fmt: skip
    assert "check    look: not in the plan\n           → not run yet\n" in proved.tracker("diff", "1").out


def test_an_earlier_completion_is_named_by_its_commit_or_run(proved: Place) -> None:
    first = since(proved, "1")
    proved.tracker("reopen", "1", "--why", "again")
    proved.write("a.txt", "two\n")
    proved.commit("Two")
    assert proved.tracker("run", "1").code == 0
    newest = since(proved, "1")
    assert (newest["attempt"], newest["same"]) == (2, True)
    for name in (first["commit"], first["commit"][:7], first["run"]):
        found = since(proved, "1", "--since", name)
        assert (found["attempt"], files(found)) == (1, [("changed", "a.txt", [], True, True)])
    wrong = proved.tracker("diff", "1", "--since", "fffffff")
    assert wrong.code == 2
    assert first["commit"][:7] in wrong.err
    assert newest["commit"][:7] in wrong.err
    assert proved.tracker("diff", "--since", "fffffff").code == 2


def test_a_phase_that_was_never_proved_has_nothing_to_compare_with(proved: Place) -> None:
    done = proved.tracker("diff", "2")
    assert (done.code, done.err.splitlines()[0]) == (4, "error: 2 was never proved here, so there is nothing to compare with")
    assert proved.tracker("diff", "9").code == 2


def test_what_cannot_be_known_here_is_said(proved: Place) -> None:
    proved.write("b.txt", "three\n")
    proved.commit("Three")
    shallow = proved.path.parent / "shallow"
    proved.git("clone", "-q", "--depth", "1", f"file://{proved.path}", str(shallow))
    here = Place(shallow, proved.env)
    found = since(here, "1")
    assert (found["here"], found["same"], files(found)) == (False, False, [("changed", "b.txt", [], False, True)])
    assert "is not in the history that is here" in found["unknown"][0]
    for kept in (proved.path / ".tracker/evidence").rglob("*.json"):
        kept.unlink()
    assert "were not kept" in since(proved, "1")["unknown"][0]
