"""Warnings about a plan, at their places."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT, Place
from tracker.bootstrap import open_project
from tracker.spec.doubts import located


def test_every_doubt_has_its_place_and_the_plan_is_valid(place: Place) -> None:
    checks = '{id: a, kind: command, run: "true"}', "id: b\n    kind: files\n    expect: [{path: x, contains: '.*'}]"
    place.phase("phase-1", "checks:\n  - " + "\n  - ".join(checks) + "\n")
    place.phase("phase-2", "goal: none\n")
    done = place.tracker("validate")
    assert done.code == 0
    assert "3 warnings" in done.out
    assert "phases/phase-1.yaml:4:33: the check 'a' cannot fail: `true` always succeeds" in done.out
    assert "phases/phase-1.yaml:7:34: the check 'b' cannot fail: '.*' is found in every file" in done.out
    assert "phases/phase-2.yaml:1:5: phase-2 has no checks, so nothing can show that it is complete" in done.out
    view = place.tracker("validate", "--json").json
    assert [(w["file"], w["line"], w["column"]) for w in view["warnings"]] == [
        ("phases/phase-1.yaml", 4, 33), ("phases/phase-1.yaml", 7, 34), ("phases/phase-2.yaml", 1, 5),
    ]  # fmt: skip
    assert (view["valid"], view["problems"]) == (True, [])


def test_a_promise_that_nothing_proves_is_named_where_it_stands(place: Place) -> None:
    place.phase("phase-1", """
        deliverables:
          - {text: Proved, done_when: [a]}
          - {text: Nothing says so}
          - {text: Somebody looks, person: at the page}
        success: [{text: Well}]
        checks: [{id: a, kind: files, expect: [{path: tracker.yaml}]}]
    """)  # fmt: skip
    place.phase("phase-2", "deliverables: [{text: By its parts}]\n")
    place.phase("phase-2.1", "parent: phase-2\nchecks: [{id: a, kind: files, expect: [{path: tracker.yaml}]}]\n")
    found = [(w["line"], w["message"]) for w in place.tracker("validate", "--json").json["warnings"]]
    assert [line for line, _ in found] == [6, 8], found
    assert found[0][1].startswith("the deliverable 'Nothing says so' names nothing that proves it: name checks in `done_when`")
    assert found[1][1].startswith("the criterion 'Well' names nothing")


def test_explain_says_it_of_its_phase(place: Place) -> None:
    place.phase("phase-1", 'checks:\n  - {id: a, kind: command, run: "ls | cat || true"}\n')
    place.commit()
    assert "warning  a cannot fail: `|| true` always succeeds" in place.tracker("explain", "1").out
    assert place.tracker("explain", "1", "--json").json["warnings"][0]["check"] == "a"


def test_parents_skipped_and_claimed_phases_need_no_check(place: Place) -> None:
    place.phase("phase-1", "goal: parent\n")
    place.phase("phase-1.1", "parent: phase-1\nskip: not needed\n")
    place.phase("phase-2", "claimed: {source: a note}\n")
    project = open_project(str(place.path))
    assert located(project.plan, project.files, project.workspace) == []


def test_the_shipped_plan_has_none() -> None:
    project = open_project(str(ROOT))
    assert located(project.plan, project.files, project.workspace) == []


def test_examples_of_the_documentation_have_none(tmp_path: Path) -> None:
    text = (ROOT / "docs/plan.md").read_text()
    example = text.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "phases").mkdir()
    (tmp_path / "phases/phase-1.yaml").write_text(example)
    (tmp_path / "tracker.yaml").write_text("project: {name: T}\n")
    project = open_project(str(tmp_path))
    assert located(project.plan, project.files, project.workspace) == []


def test_inputs_that_take_nothing_are_told_where_they_stand(place: Place) -> None:
    place.write("src/a.py", "")
    place.phase(
        "phase-1", "checks:\n  - {id: a, kind: command, run: ls src, inputs: [src, 'scr/*.py', src/not-yet-there.sql]}\n"
    )
    (warning,) = place.tracker("validate", "--json").json["warnings"]
    assert warning["line"] == 4
    assert "has inputs that take nothing: scr/*.py matches no file; did you mean src/*.py?" in warning["message"]
