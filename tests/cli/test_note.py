"""tracker note: what people write down about a phase, which proves nothing and harms nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.commands.note import LIMIT

HOSTILE = [
    "\x1b[31mred\x1b[0m \x07bell",
    "# heading\n```\nfence\n~~~\n| a | b |\n- [x] done",
    "<!-- tracker:notes --><script>alert(1)</script><!-- /tracker:notes -->",
    "<!-- tracker:generated 0123 -->",
    "[x]: http://example.org\n---\n> quote\u202e \u200f",
    "{{ 7 * 7 }} {% for %}",
]


@pytest.fixture
def noted(stepped: Place) -> Place:
    documents = "[{path: T.md, title: T, sections: [phases]}]"
    stepped.write("tracker.yaml", f"project: {{name: Test}}\ndocuments: {documents}\n")
    phase = stepped.read("phases/phase-1.yaml")
    stepped.write("phases/phase-1.yaml", f"{phase}prompt: {{file: ONE.md}}\n")
    stepped.commit("Plan")
    return stepped


def notes(place: Place) -> list[tuple[int, str, str]]:
    found = place.tracker("explain", "1", "--json").json["notes"]
    return [(note["number"], note["check"] or "", note["text"]) for note in found]


def test_a_note_is_shown_by_every_face(noted: Place) -> None:
    before = noted.status()["phase-1"]
    done = noted.tracker("note", "1", "the disk", "is slow", "--json")
    assert done.code == 0, done.err
    note = done.json["note"]
    assert (note["number"], note["text"], note["by"]) == (1, "the disk is slow", "Test Person")
    words = f"the disk is slow (Test Person, {note['at'][:10]})"
    assert f"  note     1. {words}\n" in noted.tracker("explain", "1").out
    assert "note-added       phase-1 the disk is slow\n" in noted.tracker("show", note["run"]).out
    assert noted.tracker("render", "--check").code == 1
    assert noted.tracker("render").code == 0
    assert f"- {words}\n" in noted.read("T.md")
    assert f"- {words}\n" in noted.read("prompts/ONE.md")
    assert f"- {words}\n" in noted.tracker("prompt", "1").out
    assert noted.status()["phase-1"] == before, "nothing follows from a note"
    assert noted.tracker("verify").code == 0


def test_the_next_run_commits_it_like_the_rest_of_the_journal(noted: Place) -> None:
    head = noted.git("rev-parse", "HEAD")
    run = noted.tracker("note", "1", "look here", "--json").json["note"]["run"]
    assert noted.git("rev-parse", "HEAD") == head
    assert noted.tracker("run", "1").code == 0
    assert f"-{run}.jsonl" in noted.git("ls-files", ".tracker/journal")


def test_a_note_is_replaced_and_taken_back_and_the_journal_keeps_it(noted: Place) -> None:
    for text in ("one", "two", "three"):
        noted.tracker("note", "1", text)
    replaced = noted.tracker("note", "1", "--replace", "1", "one, corrected")
    assert "note 4. one, corrected" in replaced.out
    assert "instead of note 1" in replaced.out
    assert "note 2 is withdrawn" in noted.tracker("note", "1", "--withdraw", "2").out
    assert notes(noted) == [(3, "", "three"), (4, "", "one, corrected")]
    again = noted.tracker("note", "1", "--withdraw", "2")
    assert (again.code, again.err.splitlines()[0]) == (2, "error: phase-1 has no note 2; it has: 3, 4")
    both = noted.tracker("note", "1", "--withdraw", "3", "text")
    assert (both.code, notes(noted)) == (2, [(3, "", "three"), (4, "", "one, corrected")])
    events = [json.loads(line) for path in noted.path.glob(".tracker/journal/*") for line in path.read_text().splitlines()]
    assert {"one", "two"} < {event.get("text") for event in events}


def test_a_note_is_of_a_check_and_by_somebody(noted: Place) -> None:
    assert noted.tracker("note", "1", "flaky on Mondays", "--check", "is-made", "--by", "Ann Lee <a@b.org>").code == 0
    assert "is-made: flaky on Mondays (Ann Lee, 20" in noted.tracker("explain", "1").out
    wrong = noted.tracker("note", "1", "x", "--check", "is-mad")
    assert (wrong.code, wrong.err) == (2, "error: phase-1 has no check 'is-mad'\n  Did you mean 'is-made'?\n")
    assert noted.tracker("note", "7", "x").code == 2


def test_a_note_of_an_agent_says_so(noted: Place) -> None:
    noted.tracker("note", "1", "done by hand", CLAUDECODE="1")
    assert "(Test Person, an agent (claude), 20" in noted.tracker("explain", "1").out


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_note_is_text_and_nothing_else(noted: Place, text: str) -> None:
    assert noted.tracker("note", "1", "-", stdin="a quiet note").code == 0
    noted.tracker("render")
    before = [noted.read("T.md").splitlines(), noted.read("prompts/ONE.md").splitlines()]
    assert noted.tracker("note", "1", "-", stdin=text).code == 0
    assert noted.tracker("render").code == 0
    after = [noted.read("T.md").splitlines(), noted.read("prompts/ONE.md").splitlines()]
    for old, new in zip(before, after, strict=True):
        added = [line for line in new if line not in old and "Test Person" in line]
        assert len(added) == 1, "one list item, whatever it has in it"
        assert added[0].startswith("- ")
        assert not {"\x1b", "\x07", "\u202e", "\u200f"} & set(added[0])
        assert "<script" not in added[0].replace("&lt;script", "")
        assert "<!--" not in added[0].replace("&lt;!--", "").replace("\\<!--", "")
        assert sum(line.startswith(("```", "~~~")) for line in new) == sum(line.startswith(("```", "~~~")) for line in old)
    assert noted.tracker("render", "--check").code == 0, "no marker of ours is taken for one"
    assert "\x1b" not in noted.tracker("explain", "1").out
    assert notes(noted)[1][2] == text.strip()


def test_what_is_no_note_is_refused(noted: Place) -> None:
    for words, stdin, said in [
        (["-"], "x" * 1_000_000, f"a note has at most {LIMIT} characters, and this is longer"),
        (["x" * (LIMIT + 1)], "", f"a note has at most {LIMIT} characters, and this is longer"),
        (["-"], " \n\t", "a note without a text says nothing"),
        ([""], "", "a note without a text says nothing"),
        ([], "", "a note needs a text"),
    ]:
        done = noted.tracker("note", "1", *words, stdin=stdin)
        assert (done.code, done.err.splitlines()[0]) == (2, f"error: {said}")
    assert noted.tracker("note", "1", "é" * LIMIT).code == 0
    assert [len(text) for _, _, text in notes(noted)] == [LIMIT]


def test_on_a_terminal_a_note_is_written_in_the_editor(noted: Place, tmp_path: Path) -> None:
    editor = tmp_path / "an editor"
    editor.write_text('#!/bin/sh\nprintf "%s from %s" "$1" "$(basename "$2")" > "$2"\n')
    editor.chmod(0o755)
    screen = noted.terminal("note", "1", VISUAL=f"'{editor}' --wait")
    assert "note 1. --wait from note.txt" in screen
    assert "the editor false ended with 1" in noted.terminal("note", "1", VISUAL="false")
    assert "a note without a text says nothing" in noted.terminal("note", "1", VISUAL="true")
    assert len(notes(noted)) == 1


def test_notes_of_two_branches_come_together(noted: Place) -> None:
    noted.tracker("note", "1", "common")
    noted.commit()
    noted.git("switch", "-qc", "side")
    noted.tracker("note", "1", "--replace", "1", "theirs")
    noted.commit()
    noted.git("switch", "-q", "main")
    noted.tracker("note", "1", "--replace", "1", "ours")
    noted.commit()
    noted.git("merge", "-q", "side")
    assert sorted(text for _, _, text in notes(noted)) == ["ours", "theirs"]
    assert noted.tracker("verify", "--journal").code == 0
