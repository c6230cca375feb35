"""A phase completes only when its files are as it declares: created ones there, modified ones others, deleted ones gone."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Place

CHECK = "checks: [{id: ok, kind: command, run: test -f app.txt, inputs: [app.txt]}]\n"
NEXT = "depends_on: [phase-1]\nfiles: [FILES]\n" + CHECK


def plan(place: Place, files: str, more: str = "", name: str = "phase-1") -> None:
    place.write("app.txt", "one\n")
    place.write("src/a.py", "a = 1\n")
    place.write("src/b.py", "b = 1\n")
    place.phase(name, f"files: [{files}]\n{more}{CHECK}")
    place.commit("Start")


def why(place: Place, name: str = "phase-1") -> str:
    found = place.status()[name]
    return f"{found['status']}: {'; '.join(found['reasons'])}"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ("{path: out.txt, change: created}", "out.txt is declared as created, and is not there: make it, or correct `files`"),
        ("{path: Src/a.py, change: created}", "Src/a.py is declared as created, and is not there (did you mean src/a.py?)"),
        ("{path: 'docs/*.md', change: created}", "docs/*.md is declared as created, and no file matches it: make it"),
        ("{path: src/a.py, change: modified}", "src/a.py is declared as modified, and was not changed in this phase's work"),
        ("{path: 'src/*.py', change: modified}", "src/*.py is declared as modified, and none of the 2 files that match was"),
        ("{path: gone.py, change: modified}", "gone.py is declared as modified, and is not there: bring it back"),
        ("{path: src/a.py, change: deleted}", "src/a.py is declared as deleted, and is still there: remove it, or correct"),
        ("{path: 'src/*', change: deleted}", "src/* is declared as deleted, and src/a.py is still there: remove it"),
    ],
)  # fmt: skip
def test_a_phase_does_not_complete_while_a_file_is_not_as_declared(place: Place, files: str, said: str) -> None:
    plan(place, files)
    done = place.tracker("run", "1")
    assert done.code == 1
    assert said in done.err + done.out
    assert f"failed: {said}" in why(place)


def test_it_completes_once_the_file_is_there_and_in_the_commit(place: Place) -> None:
    plan(place, "{path: out.txt, change: created}")
    assert place.tracker("run", "1").code == 1
    place.write("out.txt", "made\n")
    done = place.tracker("run", "1")
    assert (done.code, "out.txt (it is not committed)" in done.out) == (8, True), done
    assert place.status()["phase-1"]["status"] == "proved"
    assert place.tracker("run", "1", "--commit").code == 0
    assert place.status()["phase-1"]["status"] == "complete"
    assert place.git("show", f"{events(place, 'phase-completed')[0]['commit']}:out.txt") == "made\n"


@pytest.mark.parametrize("committed", [True, False])
def test_a_modified_file_is_compared_with_where_the_work_began(place: Place, *, committed: bool) -> None:
    plan(place, "{path: 'src/*.py', change: modified}")
    assert place.tracker("start", "1").code == 0
    place.write("src/b.py", "b = 2\n")
    if committed:
        place.commit("Work")
    assert place.tracker("run", "1", "--commit").code == 0, why(place)
    (event,) = events(place, "phase-completed")
    assert event["delivered"] == {"src/*.py": "modified"}


def test_a_change_that_is_taken_back_is_none(place: Place) -> None:
    plan(place, "{path: src/a.py, change: modified}")
    assert place.tracker("start", "1").code == 0
    place.write("src/a.py", "a = 2\n")
    place.commit("Work")
    place.git("revert", "-n", "HEAD")
    place.commit("And back")
    assert place.tracker("run", "1").code == 1
    assert "was not changed in this phase's work" in why(place)


def test_a_file_that_this_very_phase_makes_differs_from_where_it_began(place: Place) -> None:
    plan(place, "{path: out.txt, change: modified}", "steps: [{id: make, run: 'cp app.txt out.txt'}]\n")
    assert place.tracker("run", "1").code == 0, why(place)


def test_one_phase_makes_a_file_and_the_next_one_changes_it(place: Place) -> None:
    plan(place, "{path: out.txt, change: created}", "steps: [{id: make, run: 'cp app.txt out.txt'}]\n")
    place.phase("phase-2", "depends_on: [phase-1]\nfiles: [{path: out.txt, change: modified}]\n"
                'steps: [{id: more, run: "echo more >> out.txt"}]\n' + CHECK)  # fmt: skip
    place.phase("phase-3", "depends_on: [phase-2]\nfiles: [{path: out.txt, change: deleted}]\n"
                "steps: [{id: less, run: rm out.txt}]\n" + CHECK)  # fmt: skip
    place.commit("Plan")
    assert place.tracker("run", "1", "2", "3").code == 0
    assert {row["status"] for row in place.status().values()} == {"complete"}
    place.write("app.txt", "two\n")
    place.commit("Later")
    assert place.tracker("run", "1", "2", "3").code == 0, "what a later phase takes away is nothing against the earlier one"


def test_a_step_that_commits_by_itself_has_changed_the_file_all_the_same(place: Place) -> None:
    step = "steps: [{id: make, run: \"echo 'a = 3' > src/a.py && git add -A && git commit -qm work\"}]\n"
    plan(place, "{path: src/a.py, change: modified}", step)
    assert place.tracker("run", "1").code == 0, why(place)


def test_a_renamed_file_is_named_with_what_it_is_called_now(place: Place) -> None:
    place.write("long.py", "".join(f"line_{n} = {n}\n" for n in range(40)))
    plan(place, "{path: long.py, change: modified}")
    assert place.tracker("start", "1").code == 0
    place.git("mv", "long.py", "longer.py")
    place.commit("Rename")
    assert place.tracker("run", "1").code == 1
    assert "long.py is declared as modified, and was renamed to longer.py: name that in `files`" in why(place)


def test_work_from_before_the_plan_is_said_with_its_reason_and_counted_as_an_allowance(place: Place) -> None:
    plan(place, "{path: src/a.py, change: modified, earlier: by hand in March}")
    assert place.tracker("run", "1").code == 0
    assert events(place, "phase-completed")[0]["delivered"] == {"src/a.py": "by hand in March"}
    explained = place.tracker("explain", "1", "--json").json["bar"]
    assert explained["waivers"] == ["file src/a.py need not differ: by hand in March"]
    checked = place.tracker("check", "--all", "--no-waivers")
    assert (checked.code, "    phase-1 earlier: src/a.py (by hand in March)" in checked.out) == (1, True), checked


def test_an_excuse_that_comes_later_lowers_the_bar(place: Place) -> None:
    plan(place, "{path: src/a.py, change: modified}")
    assert place.tracker("run", "1").code == 1
    plan(place, "{path: src/a.py, change: modified, earlier: by hand}")
    assert place.tracker("run", "1").code == 0
    (line,) = place.status()["phase-1"]["bar"]["lowered"]
    assert "files: src/a.py: earlier: none → by hand" in line


def test_a_file_that_was_only_said_to_change_is_not_asked_for(place: Place) -> None:
    plan(place, "{path: nowhere.py}")
    assert place.tracker("run", "1").code == 0


def test_a_reopened_phase_completes_with_the_work_of_its_earlier_attempt(place: Place) -> None:
    plan(place, "{path: src/a.py, change: modified}", "steps: [{id: make, run: \"echo 'a = 3' > src/a.py\"}]\n")
    assert place.tracker("run", "1").code == 0
    assert place.tracker("reopen", "1", "--why", "once more").code == 0
    assert place.tracker("run", "1").code == 0, why(place)


def test_what_was_declared_after_the_completion_is_asked_for_by_the_next_run(place: Place) -> None:
    plan(place, "")
    assert place.tracker("run", "1").code == 0
    plan(place, "{path: out.txt, change: created}")
    assert place.tracker("run", "1", "--force").code == 1
    assert "out.txt is declared as created" in why(place)


def test_what_another_check_breaks_is_told_with_it(place: Place) -> None:
    plan(place, "{path: out.txt, change: created}")
    place.phase("phase-1", "files: [{path: out.txt, change: created}]\nchecks: [{id: no, kind: command, run: 'false'}]\n")
    place.commit("Plan")
    assert place.tracker("run", "1").code == 1
    (event,) = events(place, "phase-failed")
    assert event["reason"].startswith("no: ")
    assert event["undelivered"][0].startswith("out.txt is declared as created, and is not there")


def test_an_excuse_goes_with_a_modified_file_alone(place: Place) -> None:
    plan(place, "{path: out.txt, change: created, earlier: long ago}")
    done = place.tracker("validate")
    assert (done.code, "phases/phase-1.yaml:3:9" in done.out + done.err) == (3, True), done
    assert "`earlier` goes with `change: modified`" in done.out + done.err


def events(place: Place, kind: str) -> list[dict[str, object]]:
    """The fields of the recorded events of a type."""
    files = sorted((place.path / ".tracker/journal").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [row for row in rows if row["type"] == kind]
