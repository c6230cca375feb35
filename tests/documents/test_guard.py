"""Nothing that somebody typed is lost, and no edit goes unseen."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.documents.guard import disarm, read_notes, region, with_notes
from tracker.documents.seal import Finding, digest, examine, seal

GENERATED = f"# Title\n\ntext\n\n{region('one')}\n\nmore\n\n{region('two')}\n"
typed = st.text().filter(lambda text: "<!-- /note -->" not in text and "\n<!-- note:" not in text)


def test_a_sealed_text_is_intact_and_starts_with_its_marker() -> None:
    text = seal(GENERATED)
    assert text.splitlines()[0] == (
        f"<!-- Written by tracker from the plan and the journal; edit only between note markers. sha256:{digest(GENERATED)} -->"
    )
    assert examine(text) is Finding.INTACT


def test_a_file_without_the_marker_is_foreign() -> None:
    assert examine("# My own tracker\n") is Finding.FOREIGN
    assert examine("") is Finding.FOREIGN
    assert examine("\n" + seal(GENERATED)) is Finding.FOREIGN


@given(one=typed, two=typed)
def test_notes_survive_a_new_rendering(one: str, two: str) -> None:
    notes = read_notes(
        seal(GENERATED.replace(region("one"), region("one", one)).replace(region("two"), region("two", two))), "x.md"
    )
    assert notes.problems == ()
    again = seal(with_notes(GENERATED.replace("more", "something else"), notes))
    assert examine(again) is Finding.INTACT
    assert read_notes(again, "x.md").texts == {"one": one, "two": two}


@given(one=typed)
def test_typing_a_note_is_no_edit(one: str) -> None:
    assert examine(seal(GENERATED).replace(region("one"), region("one", one))) is Finding.INTACT


@given(data=st.data())
def test_any_single_character_change_of_the_generated_part_is_seen(data: st.DataObject) -> None:
    note = "my own words"
    text = seal(f"# Title\n\ntext\n\n{region('one', note)}\n\nmore\n")
    start = text.index(note)
    where = data.draw(st.integers(0, len(text) - 1).filter(lambda n: not start <= n < start + len(note)))
    character = data.draw(st.characters())
    kind = data.draw(st.sampled_from(["replace", "insert", "delete"]))
    if kind == "replace":
        changed = text[:where] + character + text[where + 1 :]
    elif kind == "insert":
        assume(where != start + len(note))
        changed = text[:where] + character + text[where:]
    else:
        changed = text[:where] + text[where + 1 :]
    assume(changed != text)
    assert examine(changed) is not Finding.INTACT or read_notes(changed, "x.md").texts["one"] != note


def test_damaged_markers_are_reported_with_their_lines() -> None:
    text = """first
<!-- note: open -->typed
<!-- note: two -->kept<!-- /note -->
<!-- note: two --><!-- /note -->
stray <!-- /note -->
<!-- note: last -->typed
"""
    assert [(p.file, p.line, p.message) for p in read_notes(text, "T.md").problems] == [
        ("T.md", 2, "the note 'open' has no end"),
        ("T.md", 4, "the note 'two' a second time"),
        ("T.md", 5, "a note's end without its start"),
        ("T.md", 6, "the note 'last' has no end"),
    ]


def test_a_note_whose_section_is_gone_is_kept_at_the_end() -> None:
    old = seal(GENERATED.replace(region("two"), region("two", "precious")))
    new = f"# Title\n\n{region('one')}\n"
    text = seal(with_notes(new, read_notes(old, "T.md")))
    assert text.endswith("\n<!-- note: two -->precious<!-- /note -->\n")
    assert examine(text) is Finding.INTACT
    emptied = text.replace("precious", "")
    assert with_notes(new, read_notes(emptied, "T.md")) == new


@pytest.mark.parametrize("text", ["<!-- note: a -->", "x <!-- /note -->", "<!--note: b-->", "<!--  /note"])
def test_foreign_text_cannot_hold_a_marker(text: str) -> None:
    notes = read_notes(disarm(text), "x")
    assert (notes.texts, notes.lines, notes.problems) == ({}, {}, ())


_AS_WRITTEN = re.compile(
    r"<!-- Written by tracker from the plan and the journal; edit only between note markers\. sha256:([0-9a-f]{64}) -->\n"
)
_REGION = re.compile(r"^<!-- note: ([a-z0-9][a-z0-9._-]*) -->", re.MULTILINE)


def without_notes(text: str) -> str:
    parts, position = [], 0
    while (start := _REGION.search(text, position)) is not None:
        end = text.find("<!-- /note -->", start.end())
        if end < 0:
            break
        parts.append(text[position : start.end()])
        position = end
    return "".join([*parts, text[position:]])


_BITS = st.sampled_from(
    [
        "<!-- note: a -->",
        "<!-- note: A -->",
        "<!-- note: -a -->",
        "<!-- note: ",
        " -->",
        "<!-- /note -->",
        "\n",
        "x",
        "a.b_-9",
        " ",
    ]
)


@given(st.lists(_BITS, max_size=14).map("".join))
def test_notes_are_taken_out_as_their_markers_say(text: str) -> None:
    assert digest(text) == sha256(without_notes(text).encode()).hexdigest()


@given(st.lists(_BITS, max_size=6).map("".join), st.sampled_from(["", " ", "\n", "x"]))
def test_only_a_whole_first_line_is_a_seal(text: str, more: str) -> None:
    for existing in (
        seal(text),
        more + seal(text),
        seal(text).replace(" -->\n", f" -->{more}\n", 1),
        seal(text)[:-1],
        seal(text) + more,
    ):
        match = _AS_WRITTEN.match(existing)
        right = match is not None and match[1] == sha256(without_notes(existing[match.end() :]).encode()).hexdigest()
        wanted = Finding.INTACT if right else Finding.EDITED if match else Finding.FOREIGN
        assert examine(existing) is wanted
