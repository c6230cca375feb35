"""Many journal files in one: what was put in comes out, byte by byte, and what is damaged is said."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events import RUNS, lines
from tracker.journal import events as e
from tracker.journal.codec import decode
from tracker.journal.damage import Damage
from tracker.journal.folding import Part, is_folded, pack, unpack

WORDS = "the line that names what was folded is damaged"


def a_file(run: str, number: int = 0) -> tuple[str, bytes]:
    """A journal file of a run: its name and two lines."""
    said = [(number, e.PhasePaused("phase-1", "a")), (number + 1, e.PhaseFailed("phase-1", "no", 1.0))]
    return f"2026-11-23-{run}.jsonl", b"".join(lines(said, run))


ONE, TWO = a_file(RUNS[0]), a_file(RUNS[1], 5)


def listing(files: object, **more: object) -> bytes:
    """A first line that anybody could have written, with the digest that belongs to it."""
    rest = json.dumps({"v": 1, "type": "journal-folded", "files": files, **more})[1:].encode()
    return b'{"h":"' + hashlib.sha256(rest).hexdigest().encode() + b'",' + rest + b"\n"


def parts(content: bytes) -> list[tuple[str, bytes, int]]:
    return [(item.name, item.content, item.first) for item in unpack(content, file="f") if isinstance(item, Part)]


def damage(content: bytes) -> list[tuple[str, str, str]]:
    return [(item.place, item.why, item.run) for item in unpack(content, file="f") if isinstance(item, Damage)]


def test_what_was_put_in_comes_out_with_the_number_of_its_first_line() -> None:
    name, content = pack([ONE, TWO])
    assert is_folded(name)
    assert not is_folded(ONE[0])
    assert parts(content) == [(*ONE, 2), (*TWO, 4)]
    assert damage(content) == []
    assert content.split(b"\n")[1] == ONE[1].split(b"\n")[0]
    assert content.split(b"\n")[3] == TWO[1].split(b"\n")[0]


def test_its_name_is_by_its_first_line_so_that_whoever_folds_the_same_makes_the_same_file() -> None:
    assert pack([ONE, TWO]) == pack(iter([ONE, TWO]))
    name, content = pack([ONE, TWO])
    head = content.partition(b"\n")[0]
    digest = json.loads(head)["h"]
    assert name == f"folded-{digest[:16]}.jsonl"
    assert hashlib.sha256(head[len(b'{"h":"') + 64 + 2 :]).hexdigest() == digest
    assert pack([TWO, ONE])[0] != name


@given(st.lists(st.tuples(st.text(max_size=9), st.binary(max_size=60)), max_size=4))
def test_any_bytes_under_any_name(files: list[tuple[str, bytes]]) -> None:
    content = pack(files)[1]
    assert [(name, piece) for name, piece, _ in parts(content)] == files
    assert damage(content) == []


def test_a_file_in_it_that_changed_is_said_and_the_next_is_whole() -> None:
    content = pack([ONE, TWO])[1]
    changed = content.replace(ONE[1], ONE[1].replace(b'"no"', b'"ok"'))
    assert damage(changed) == [("f:2", f"what it holds of {ONE[0]} is not what was folded", RUNS[0])]
    assert parts(changed)[1] == (*TWO, 4)
    last = content.replace(TWO[1], TWO[1].replace(b'"no"', b'"ok"'))
    assert damage(last) == [("f:4", f"what it holds of {TWO[0]} is not what was folded", RUNS[1])]


def test_a_file_in_it_that_is_cut_off_is_said() -> None:
    content = pack([ONE, TWO])[1]
    assert damage(content[:-1]) == [("f:4", f"what it holds of {TWO[0]} is not what was folded", RUNS[1])]


def test_more_than_was_folded_is_said() -> None:
    content = pack([ONE, TWO])[1]
    assert damage(content + b"x") == [("f:6", "there is more in it than was folded", "")]
    assert parts(content + b"x") == parts(content)


def test_without_its_first_line_the_lines_themselves_tell_what_is_in_it() -> None:
    content = pack([ONE, TWO])[1]
    found = b"x" + content
    assert damage(found) == [("f:1", WORDS, RUNS[1])]
    assert [name for name, *_ in parts(found)] == [ONE[0], TWO[0]]
    assert parts(found) == [(*ONE, 2), (*TWO, 4)]
    for name, piece, first in parts(found):
        items = list(decode(piece, run=name[11:-6], file="f", first=first))
        assert [type(item) for item in items] == [e.Recorded, e.Recorded]


def test_without_its_first_line_nothing_may_be_left() -> None:
    assert damage(b"") == [("f:1", WORDS, "")]
    assert parts(b"") == []
    assert damage(b"x\ny\nz\n") == [("f:1", WORDS, "")]


@pytest.mark.parametrize(
    "files",
    [
        None,
        1,
        "abc",
        [["a", 1]],
        [["a", 1, "b", 2]],
        [["a", -1, "b"]],
        [["a", 1.0, "b"]],
        [["a", float("inf"), "b"]],
        [["a", True, "b"]],
        [["a", "1", "b"]],
        [[1, 1, "b"]],
        [["a", 1, None]],
        [1],
    ],
)
def test_a_first_line_that_cannot_be_meant_is_damaged_whatever_its_digest(files: object) -> None:
    content = listing(files) + ONE[1]
    assert damage(content) == [("f:1", WORDS, RUNS[0])]
    assert parts(content) == [(*ONE, 2)]


@pytest.mark.parametrize("head", [b"\n", b"[]\n", b'{"h":"' + b"\xff" * 64 + b'","files":[]}\n', listing([])[:-9] + b"\n"])
def test_a_first_line_that_nobody_wrote_is_damaged(head: bytes) -> None:
    assert damage(head + ONE[1]) == [("f:1", WORDS, RUNS[0])]


def test_a_first_line_without_files_holds_none() -> None:
    assert parts(listing([])) == []
    assert damage(listing([])) == []
