"""An answer that is kept is the answer that would be made anew, whatever changed meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.files.test_cache import CHANGES, done  # noqa: F401 - the fixture
from tests.conftest import Place
from tracker.adapters.files import cache
from tracker.answers import name_of, of_record, of_situation
from tracker.bootstrap import Project, open_project
from tracker.commands.explain import explain
from tracker.commands.issues import issues
from tracker.commands.next import what_next
from tracker.commands.prompt import prompt

PROMPTED = ("a template of the project's own comes", "a note is written into the prompt", "the prompt is taken away")


def note(place: Place) -> None:
    path = place.path / "prompts/P1.md"
    path.write_text(path.read_text().replace("<!-- note: prompt -->", "<!-- note: prompt -->\nMind the gap.\n"))


MORE: dict[str, Callable[[Place], object]] = {
    **CHANGES,
    PROMPTED[0]: lambda p: p.write("prompts/generic.md.j2", "Mine, all mine.\n"),
    PROMPTED[1]: note,
    PROMPTED[2]: lambda p: (p.path / "prompts/P1.md").unlink(),
}


ASK: dict[str, Callable[[Project], Any]] = {
    "next": lambda p: of_situation(p, "next", "", lambda: what_next(p)),
    "explain": lambda p: of_situation(p, "explain", "1", lambda: explain(p, "1")),
    "issues": lambda p: of_record(p, "issues", "", lambda: issues(p, None)),
    "prompt": lambda p: of_record(p, "prompt", "1", lambda: prompt(p, "1")),
}


def ask(place: Place, verb: str) -> Any:
    try:
        return json.loads(json.dumps(ASK[verb](open_project(str(place.path)))))
    except Exception as error:  # noqa: BLE001 - the plan, or the phase, is gone
        return type(error).__name__


@pytest.fixture
def asked(done: Place) -> Place:  # noqa: F811 - the fixture
    """A project in which every answer is kept, a prompt among its documents."""
    plan = done.path / "phases/phase-1.yaml"
    plan.write_text(plan.read_text() + "prompt: {file: P1.md}\n")
    done.commit()
    assert done.tracker("run", "1").code == 0
    deadline = time.monotonic() + 20
    while not all(kept(done, verb) for verb in ASK):
        for verb in ASK:
            ask(done, verb)
        assert time.monotonic() < deadline
        time.sleep(0.03)
    return done


def kept(place: Place, verb: str) -> bool:
    name = name_of(verb, {"explain": "1", "prompt": "1"}.get(verb, ""))
    assert name is not None
    return cache.load(str(place.path), name) is not None


def test_two_questions_never_share_a_kept_answer(asked: Place) -> None:
    def of(verb: str, words: str) -> Any:
        return of_record(open_project(str(asked.path)), verb, words, lambda: {"asked": f"{verb} {words}"})

    deadline = time.monotonic() + 20
    while cache.load(str(asked.path), name_of("prompt", "state-x") or "") is None:
        assert of("prompt", "state-x") == {"asked": "prompt state-x"}
        assert time.monotonic() < deadline
        time.sleep(0.03)
    assert of("prompt-state", "x") == {"asked": "prompt-state x"}
    assert name_of("prompt", "a+b") is name_of("prompt", "../b") is None


@pytest.mark.parametrize("change", MORE.values(), ids=MORE.keys())
def test_after_any_change_the_answers_are_those_that_would_be_made_anew(
    asked: Place, change: Callable[[Place], object]
) -> None:
    change(asked)
    answers = {verb: ask(asked, verb) for verb in ASK}
    shutil.rmtree(asked.path / cache.FOLDER)
    assert answers == {verb: ask(asked, verb) for verb in ASK}


@pytest.mark.parametrize("name", PROMPTED[:2])
def test_these_changes_do_change_the_prompt(asked: Place, name: str) -> None:
    before = ask(asked, "prompt")
    MORE[name](asked)
    assert ask(asked, "prompt")["text"] != before["text"]


def test_an_edit_of_an_input_leaves_the_prompt_and_the_issues_kept_and_not_what_is_next(asked: Place) -> None:
    ask(asked, "issues")
    asked.write("a.txt", "another")
    assert kept(asked, "prompt")
    assert kept(asked, "issues")
    assert not kept(asked, "next")
    assert ask(asked, "issues")["next_step"] == ask(asked, "next")["next_step"]


def test_a_program_that_comes_is_no_longer_missing(asked: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.phase("phase-1", "checks: [{id: c, kind: command, run: frobnicate --now, inputs: []}]\nprompt: {file: P1.md}\n")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    for _ in range(3):
        assert [problem["message"] for problem in ask(asked, "prompt")["missing"]] == ["the program frobnicate is not there"]
        time.sleep(0.07)
    assert kept(asked, "prompt")
    (folder / "frobnicate").write_text("#!/bin/sh\n")
    (folder / "frobnicate").chmod(0o755)
    assert ask(asked, "prompt")["missing"] == []
