"""Whole documents compared, and what happens with files that are there already."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import fakes, sample_plan
from tracker.documents.names import SECTION_NAMES
from tracker.documents.render import Rendered, State, refusal, render_all, write_all
from tracker.documents.sections import section
from tracker.documents.templating.environment import PACKAGED
from tracker.errors import InvalidPlanError
from tracker.journal.events import Event
from tracker.spec.models import Plan

EXPECTED = Path(__file__).parent / "expected"


def rendered(
    files: fakes.MemoryFiles | None = None, of: Plan | None = None, happened: list[Event] | None = None
) -> dict[str, Rendered]:
    now = sample_plan.situation(of or sample_plan.plan(), happened or [], sample_plan.REPORTS)
    return {item.path: item for item in render_all(now, files or fakes.MemoryFiles())}


def story(name: str) -> dict[str, Rendered]:
    plan = sample_plan.plan()
    return rendered(
        of=plan, happened={"before": [], "failed": sample_plan.failed(plan), "completed": sample_plan.completed(plan)}[name]
    )


@pytest.mark.parametrize(
    ("when", "path"),
    [
        ("before", "TRACKER.md"),
        ("failed", "TRACKER.md"),
        ("completed", "TRACKER.md"),
        ("before", "prompts/P1.md"),
        ("before", "prompts/P21.md"),
        ("failed", "prompts/P21.md"),
        ("completed", "prompts/P22.md"),
    ],
)
def test_the_whole_text(when: str, path: str) -> None:
    expected = (EXPECTED / f"{when}-{Path(path).name}").read_text()
    assert story(when)[path].text == expected


def test_the_prompts_that_are_due() -> None:
    assert list(story("before")) == ["TRACKER.md", "prompts/P1.md", "prompts/P21.md"]
    assert list(story("failed")) == ["TRACKER.md", "prompts/P1.md", "prompts/P21.md"]
    assert list(story("completed")) == ["TRACKER.md", "prompts/P1.md", "prompts/P21.md", "prompts/P22.md"]


@pytest.mark.parametrize("when", ["before", "failed", "completed"])
def test_nothing_is_left_open_and_nothing_leaks(when: str) -> None:
    for item in story(when).values():
        for word in ("[count", "[TBD]", "TBD", "[date]", "None", "Undefined", "\n\n\n", " \n", "()", "( "):
            assert word not in item.text, f"{word!r} in {item.path}"


def test_the_plain_style_has_words_for_emoji() -> None:
    document = {"path": "PLAIN.md", "title": "Plain", "sections": list(SECTION_NAMES), "style": "plain"}
    plan = sample_plan.plan(settings={"documents": [document]})
    text = rendered(of=plan, happened=sample_plan.failed(plan))["PLAIN.md"].text
    assert "### [done] Phase 1: Testing (COMPLETE, CLAIMED)" in text
    assert text.isascii()


def test_headings_can_be_replaced_and_sections_come_in_the_documents_order() -> None:
    document = {"path": "D.md", "title": "D", "sections": ["footer", "overview"], "headings": {"overview": "Was *ist*"}}
    text = rendered(of=sample_plan.plan(settings={"documents": [document]}))["D.md"].text
    assert [line for line in text.splitlines() if line.startswith(("#", "<!-- note"))] == [
        "# D",
        "<!-- note: footer --><!-- /note -->",
        "## Was *ist*",
        "<!-- note: overview --><!-- /note -->",
    ]


def test_every_section_has_a_name_a_module_and_a_template() -> None:
    for name in SECTION_NAMES:
        assert section(name).name == name
        assert (PACKAGED / section(name).template).is_file()
    with pytest.raises(InvalidPlanError) as error:
        section("overveiw")
    assert error.value.hints[0] == "Did you mean 'overview'?"


def test_what_is_written_is_unchanged_the_next_time() -> None:
    files = fakes.MemoryFiles()
    report = write_all(rendered(files).values(), files)
    assert report.written == ("TRACKER.md", "prompts/P1.md", "prompts/P21.md")
    again = rendered(files)
    assert {item.state for item in again.values()} == {State.UNCHANGED}
    assert {item.diff() for item in again.values()} == {""}
    assert write_all(again.values(), files).unchanged == report.written


def test_a_change_of_the_plan_shows_as_a_diff_and_keeps_the_notes() -> None:
    files = fakes.MemoryFiles()
    write_all(rendered(files).values(), files)
    old = files.read("TRACKER.md").decode()
    files.put("TRACKER.md", old.replace("<!-- note: phases -->", "<!-- note: phases -->\nMine, all mine.\n"))
    plan = sample_plan.plan()
    item = rendered(files, plan, sample_plan.completed(plan))["TRACKER.md"]
    assert item.state is State.WRITE
    assert "<!-- note: phases -->\nMine, all mine.\n<!-- /note -->" in item.text
    assert "+#### ✅ Phase 2.1: Critical fixes (COMPLETE, VERIFIED, ON A CLAIM)\n" in item.diff()
    write_all([item], files)
    assert rendered(files, plan, sample_plan.completed(plan))["TRACKER.md"].state is State.UNCHANGED


def test_a_hand_made_edit_is_never_overwritten() -> None:
    files = fakes.MemoryFiles()
    write_all(rendered(files).values(), files)
    edited = files.read("TRACKER.md").decode().replace("READY TO START", "COMPLETE")
    files.put("TRACKER.md", edited)
    item = rendered(files)["TRACKER.md"]
    assert item.state is State.EDITED
    assert write_all([item], files).refused == ("TRACKER.md",)
    assert files.read("TRACKER.md").decode() == edited
    error = refusal([item])
    assert error is not None
    assert [p.lines()[0] for p in error.problems] == ["TRACKER.md:1: its generated part was changed by hand"]


def test_a_file_that_was_there_before_is_never_overwritten() -> None:
    files = fakes.MemoryFiles()
    files.put("TRACKER.md", "# My tracker\n")
    item = rendered(files)["TRACKER.md"]
    assert item.state is State.FOREIGN
    write_all([item], files)
    assert files.read("TRACKER.md") == b"# My tracker\n"
    assert "not written by tracker" in item.problems[0].message


@pytest.mark.parametrize(
    ("old", "new", "state", "message"),
    [
        ("<!-- /note -->", "", State.DAMAGED, "TRACKER.md:24: the note 'overview' has no end"),
        ("<!-- note: overview -->", "", State.DAMAGED, "TRACKER.md:24: a note's end without its start"),
        (
            "note: overview",
            "note: overveiw",
            State.EDITED,
            "TRACKER.md:24: there is no section for the note 'overveiw'",
        ),
    ],
)
def test_a_damaged_note_marker_is_an_error_and_never_a_loss(old: str, new: str, state: State, message: str) -> None:
    files = fakes.MemoryFiles()
    write_all(rendered(files).values(), files)
    text = files.read("TRACKER.md").decode()
    files.put("TRACKER.md", text.replace(old, new, 1))
    item = rendered(files)["TRACKER.md"]
    assert (item.state, item.problems[0].lines()[0]) == (state, message)
    assert refusal([item]) is not None


def test_a_note_that_is_not_utf_8_survives() -> None:
    files = fakes.MemoryFiles()
    write_all(rendered(files).values(), files)
    files.write("TRACKER.md", files.read("TRACKER.md").replace(b"overview -->", b"overview -->\xff\xfe"))
    plan = sample_plan.plan(settings={"metrics": []})
    item = rendered(files, plan)["TRACKER.md"]
    write_all([item], files)
    assert b"<!-- note: overview -->\xff\xfe<!-- /note -->" in files.read("TRACKER.md")
    item.diff().encode()


def test_the_same_bytes_under_any_hash_seed_and_time_zone() -> None:
    script = (
        "from tests import fakes, sample_plan; from tracker.documents.render import render_all; import hashlib;"
        "p = sample_plan.plan();"
        "s = sample_plan.situation(p, sample_plan.failed(p), sample_plan.REPORTS);"
        "print(hashlib.sha256(''.join(r.text for r in render_all(s, fakes.MemoryFiles())).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    seen = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4242", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-c", script]
        seen.add(subprocess.run(command, cwd=root, env=env, capture_output=True, check=True, text=True).stdout)
    assert len(seen) == 1
