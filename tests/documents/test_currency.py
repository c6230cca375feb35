"""Of what changed since it was proved, documents say what the status says, by the newest record, and alike on every machine."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import Place
from tracker.bootstrap import Project
from tracker.views.recorded import recorded

SECTIONS = "overview, phases, current-status, test-results, success-criteria, footer"
ONE = """\
checks:
  - {id: has, kind: command, run: cat a.txt, inputs: ["*.txt"]}
prompt: {file: ONE.md}
"""
TWO = """\
depends_on: [phase-1]
files: [{path: a.txt, change: changed}]
steps: [{id: add, run: "sh -c 'echo more >> a.txt'"}]
checks:
  - {id: more, kind: command, run: grep -q more a.txt, inputs: [a.txt]}
"""


@pytest.fixture
def two(place: Place) -> Place:
    place.write("tracker.yaml", f"project: {{name: T}}\ndocuments: [{{path: T.md, title: T, sections: [{SECTIONS}]}}]\n")
    place.phase("phase-1", ONE)
    place.phase("phase-2", TWO)
    place.write("a.txt", "one\n")
    place.write("b.txt", "b\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    return place


def agree(place: Place) -> dict[str, Any]:
    """The recorded standings are those of the work tree, where it is as the newest record left it."""
    situation = Project(str(place.path)).situation()
    told = recorded(situation).standings
    for name, seen in situation.standings.items():
        known = told[name]
        assert (known.status, known.currency, known.on, known.changed_by) == (
            seen.status,
            seen.currency,
            seen.on,
            seen.changed_by,
        )
        assert (known.changed, known.reasons) == (seen.changed, seen.reasons)
    return dict(situation.standings)


def test_what_a_later_phase_changed_is_said_in_the_words_of_the_status(two: Place) -> None:
    assert "changed since" not in two.read("T.md")
    assert two.tracker("run", "2").code == 0
    agree(two)
    view = two.tracker("status", "--json").json
    assert view["changed_since"] == "1 phase changed since by 2: 1"
    run = two.tracker("log", "--json").json["runs"][0]
    when = f"{run['at'][:10]}, run `{run['run']}`"
    text = two.read("T.md")
    assert f"As of {when}: 1 phase changed since by 2: 1; check again: `tracker check --all`\n" in text
    assert re.search(rf"^\*\*Status:\*\* Complete, verified at `.*; changed since by 2 \(as of {when}\)", text, re.MULTILINE)
    assert f"changed since by 2 (as of {when})" in two.read("prompts/ONE.md")
    assert f"As of {when}: 1 phase changed since by 2: 1; " in two.tracker("summary").out
    assert "1 phase changed since by 2: 1; check again: tracker check --all" in two.tracker("next").out
    assert "1 phase changed since by 2: 1; check again: tracker check --all" in two.tracker("status").out


def test_an_edit_that_no_run_has_seen_is_in_the_status_and_not_in_documents(two: Place) -> None:
    before = two.read("T.md")
    two.write("a.txt", "edited\n")
    assert two.tracker("status", "--json").json["changed_since"] == "1 phase changed since by other commits: 1"
    assert two.tracker("render", "--check").code == 0
    assert two.read("T.md") == before


def test_a_file_that_appeared_or_went_is_known_once_a_run_has_seen_it(two: Place) -> None:
    two.phase("phase-3", 'depends_on: [phase-1]\nchecks: [{id: has, kind: command, run: cat a.txt, inputs: ["*.txt"]}]\n')
    two.write("c.txt", "c\n")
    (two.path / "b.txt").unlink()
    two.commit()
    assert two.tracker("run", "3").code == 0
    found = agree(two)
    assert found["phase-1"].changed == ("b.txt", "c.txt")
    assert "changed since by other commits" in two.read("T.md")


def test_work_that_was_taken_back_is_undone_in_documents_once_a_run_has_seen_it(two: Place) -> None:
    assert two.tracker("run", "2").code == 0
    two.write("a.txt", "one\n")
    two.phase("phase-3", "checks: [{id: looks, kind: command, run: cat a.txt, inputs: [a.txt]}]\n")
    two.commit("Back")
    assert two.tracker("run", "3").code == 0
    assert agree(two)["phase-2"].status == "regressed"
    assert "Phase 2: Title of phase-2 (REGRESSED)" in two.read("T.md")


def test_a_result_for_the_present_content_counts_in_documents_as_in_the_status(two: Place) -> None:
    two.write("a.txt", "two\n")
    two.commit()
    assert two.tracker("run", "1").code == 0
    two.write("a.txt", "one\n")
    two.commit()
    agree_later = (
        two.tracker("run", "1", "--force") if "--force" in two.tracker("run", "--help").out else two.tracker("run", "1")
    )
    assert agree_later.code == 0
    agree(two)
    two.tracker("render")
    assert "changed since" not in two.read("T.md")


def test_what_this_machine_lacks_is_said_quietly_by_every_look_and_by_no_document(two: Place) -> None:
    tool = (two.path.parent / "bin/onlyhere").resolve()
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\nexit 0\n")
    tool.chmod(0o755)
    two.phase("phase-2", "checks: [{id: tool, kind: command, run: onlyhere, inputs: [a.txt]}]\n")
    two.commit()
    path = f"{tool.parent}:{two.env['PATH']}"
    assert two.tracker("run", "2", PATH=path).code == 0
    assert "could not" not in two.tracker("status", PATH=path).out
    text = two.read("T.md")
    view = two.tracker("status", "--json").json
    said = "could not check here: onlyhere is not found here"
    assert view["unsure"] == f"{said} (1 result of 2)"
    (check,) = next(p for p in view["phases"] if p["id"] == "phase-2")["checks"]
    assert (check["fresh"], check["unsure"].startswith(f"{said}; it was {tool.parent}")) == (True, True)
    assert f"  {said} (1 result of 2)\n" in two.tracker("status").out
    assert two.tracker("next", "--json").json["unsure"] == view["unsure"]
    assert f"{said}; it was" in two.tracker("explain", "2").out
    assert two.status()["phase-2"]["status"] == "complete"
    assert two.tracker("render", "--check").code == 0
    assert two.read("T.md") == text
    done = two.tracker("check", "2", "--all")
    assert (done.code, "could not check" in done.out) == (8, True)


def test_a_kept_answer_is_of_the_variables_and_programs_of_then(two: Place) -> None:
    two.phase("phase-4", "checks: [{id: has, kind: command, run: cat a.txt, inputs: [a.txt, 'env:MINE']}]\n")
    two.commit()
    assert two.tracker("run", "4", MINE="a").code == 0

    def seen(**env: str) -> tuple[str, list[str]]:
        phase = next(p for p in two.tracker("status", "--json", **env).json["phases"] if p["id"] == "phase-4")
        return phase["currency"], phase["reasons"][1:]

    for _ in range(2):  # looked up, and kept
        assert seen(MINE="a") == ("current", [])
        assert seen(MINE="b") == ("changed", ["has: the variable MINE has changed"])
