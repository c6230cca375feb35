"""tracker prompt, tracker prompts, tracker next."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import Place
from tracker.documents.prompts.budget import KINDS
from tracker.documents.templating.environment import PROMPTS


@pytest.fixture
def prompted(place: Place) -> Place:
    place.write("run.py", "print('hello')\n")
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: python run.py, inputs: [run.py]}]\nprompt: {file: ONE.md}\n")
    place.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: ok, kind: command, run: 'true', inputs: []}]\n"
                           "prompt: {file: TWO.md, budget: 20 lines}\n")  # fmt: skip
    place.commit()
    return place


def test_the_prompt_is_printed_without_markers_and_nothing_is_written(prompted: Place) -> None:
    done = prompted.tracker("prompt", "1")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Phase 1: Title of phase-1\n")
    assert "<!--" not in done.out
    assert done.out.count("`tracker run 1`") > 2
    assert prompted.changes() == ""
    assert prompted.tracker("prompt", "1", "--print").out == done.out


def test_its_json_is_by_the_published_schema(prompted: Place) -> None:
    data = prompted.tracker("prompt", "2", "--json").json
    jsonschema.validate(data["view"], prompted.tracker("schema", "prompt", "--json").json["schema"])
    assert data["view"]["phase"] == {"id": "phase-2", "title": "Title of phase-2", "goal": ""}
    assert data["text"] == prompted.tracker("prompt", "2").out


def test_a_note_in_the_written_prompt_comes_along(prompted: Place) -> None:
    prompted.tracker("render")
    path = prompted.path / "prompts/ONE.md"
    path.write_text(path.read_text().replace("<!-- note: prompt -->", "<!-- note: prompt -->\nAsk Ann first.\n"))
    assert prompted.tracker("prompt", "1").out.endswith("\n## Note\n\nAsk Ann first.\n")


def test_a_prompt_that_is_not_due_is_given_with_a_remark(prompted: Place) -> None:
    done = prompted.tracker("prompt", "2")
    assert done.code == 0
    assert done.err.splitlines()[0] == "note: Pending: written when Phase 1 is complete"
    assert "longer than its budget of 20 lines" in done.err


def test_it_is_written_to_a_new_file_only(prompted: Place) -> None:
    assert prompted.tracker("prompt", "1", "--out", "out.md").out.startswith("phase-1: ")
    assert prompted.read("out.md") == prompted.tracker("prompt", "1").out
    again = prompted.tracker("prompt", "1", "--out", "out.md")
    assert (again.code, "already exists" in again.err) == (1, True)
    inside = prompted.tracker("prompt", "1", "--out", ".git/hooks/post-commit")
    assert (inside.code, "is inside .git" in inside.err) == (1, True)
    assert not (prompted.path / ".git/hooks/post-commit").exists()
    os.symlink(".git/config2", prompted.path / "link")
    assert prompted.tracker("prompt", "1", "--out", "link").code == 1
    assert not (prompted.path / ".git/config2").exists()
    nowhere = prompted.tracker("prompt", "1", "--out", "no/such/out.md")
    assert (nowhere.code, "No such file" in nowhere.err) == (1, True)
    assert not (prompted.path / "no").exists()


def programs(place: Place, tmp_path: Path, name: str, script: str) -> str:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{place.env['PATH']}"


def test_it_is_copied_by_the_program_that_is_there(prompted: Place, tmp_path: Path) -> None:
    path = programs(prompted, tmp_path, "pbcopy", f"cat > {tmp_path}/clipboard")
    done = prompted.tracker("prompt", "1", "--copy", PATH=path)
    assert done.code == 0, done.err
    assert (tmp_path / "clipboard").read_text() == prompted.tracker("prompt", "1").out
    assert done.out.endswith("Done when: tracker run 1\n")


def test_a_clipboard_that_does_not_work_is_named(prompted: Place, tmp_path: Path) -> None:
    done = prompted.tracker("prompt", "1", "--copy", PATH=programs(prompted, tmp_path, "pbcopy", "exit 3"))
    assert (done.code, "pbcopy (exit 3)" in done.err, "--out FILE" in done.err) == (4, True, True)


def test_what_the_prompt_names_and_is_not_there_is_said(prompted: Place) -> None:
    prompted.phase("phase-1", """
        files: [{path: gone.py, change: modified}, {path: made.py, change: created}]
        steps: [{id: make, run: python scripts/make.py, revert: no-such-program -x}]
        checks:
          - {id: a, kind: command, run: python made.py}
          - {id: b, kind: command, run: python -m no_such_module}
          - {id: c, kind: command, run: "ls | no-such-either"}
        prompt: {file: ONE.md}
    """)  # fmt: skip
    missing = prompted.tracker("prompt", "1", "--json").json["missing"]
    assert [(item["message"], item["found"]) for item in missing] == [
        ("the path gone.py is not there", "named by files of phase-1"),
        ("the path scripts/make.py is not there", "named by step make"),
        ("the program no-such-program is not there", "named by revert of step make"),
        ("the module no_such_module is not there", "named by check b"),
    ]
    assert "the path scripts/make.py is not there" in prompted.tracker("prompts").out
    assert prompted.tracker("prompt", "1").err.count("is not there") == 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_template_and_can_be_asked_for(prompted: Place, kind: str) -> None:
    assert (PROMPTS / f"{kind}.md.j2").is_file()
    assert prompted.tracker("prompt", "1", "--kind", kind).code == 0


def test_the_kinds_are_those_of_the_package_and_of_the_documentation(prompted: Place) -> None:
    assert sorted(KINDS) == sorted(path.name.removesuffix(".md.j2") for path in PROMPTS.glob("[a-z]*.j2"))
    text = (Path(__file__).parents[2] / "docs/prompts.md").read_text()
    assert dict(re.findall(r"\| `(.*)\.md\.j2` \| (.*) \|", text)) == KINDS
    wrong = prompted.tracker("prompt", "1", "--kind", "poem")
    assert (wrong.code, "hand-over" in wrong.err) == (2, True)


def test_the_ways_to_get_it_exclude_each_other(prompted: Place) -> None:
    assert prompted.tracker("prompt", "1", "--copy", "--out", "x.md").code == 2


def test_a_prompt_goes_through_its_life(prompted: Place) -> None:
    def states() -> list[str]:
        return [item["state"] for item in json.loads(prompted.tracker("prompts", "--json").out)["prompts"]]

    assert states() == ["ready", "pending"]
    prompted.write("run.py", "raise SystemExit(1)\n")
    assert prompted.tracker("run", "1").code == 1
    assert states() == ["used", "pending"]
    assert "## Hand-Over: Phase 1 (failed)" in prompted.read("prompts/ONE.md")
    prompted.write("run.py", "print('hello')\n")
    assert prompted.tracker("run", "1").code == 0
    assert states() == ["done", "ready"]
    assert (prompted.path / "prompts/TWO.md").exists(), "written the moment that it is ready"
    assert prompted.tracker("run", "2").code == 0
    assert states() == ["archived", "done"]


def test_next_names_the_prompt_and_how_to_get_it(prompted: Place) -> None:
    view = prompted.tracker("next", "--json").json
    assert (view["prompt"], view["prompt_state"], view["copy"]) == (None, "ready", "tracker prompt 1 --copy")
    assert "Run `tracker prompt 1`, read what it prints and do phase 1" in view["handover"]
    prompted.tracker("render")
    shown = prompted.tracker("next").out
    assert "  prompt  prompts/ONE.md (ready), or: tracker prompt 1 --copy\n" in shown
    assert "Read prompts/ONE.md and do phase 1 (Title of phase-1); it is done when `tracker run 1` succeeds." in shown
