"""A line is one event; whatever happens to a file is noticed, and takes away no more than what it happened to."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events import RUNS, events, lines, of_kind, read, stamp, typed
from tracker.journal import events as e
from tracker.journal.codec import encode

RUN = RUNS[0]


@cache
def hundred() -> tuple[bytes, ...]:
    """A finished run of 100 events."""
    inner: list[e.Event] = [e.StepStarted("p", f"{n} é\u2028{{}}", "d") for n in range(97)]
    happened = [e.RunStarted(("phase-1",), "c", "main", (), "0"), e.PhaseStarted("phase-1", "d", "ready"), *inner]
    return tuple(lines(enumerate([*happened, e.RunFinished("passed", 1.0)]), RUN))


def previous(content: bytes, start: int) -> str:
    """What the line at a position names as the line before it."""
    at = content.index(b'"p":"', start) + 5 if content[start:] else 0
    return content[at : content.index(b'"', at)].decode() if at else RUN


def made(**fields: Any) -> bytes:
    """A line with a sha256 that is right, whatever it holds."""
    rest = json.dumps(fields).encode()[1:]
    return b'{"h":"%s",%s\n' % (sha256(rest).hexdigest().encode(), rest)


def envelope(**fields: Any) -> dict[str, Any]:
    return {"p": RUN, "id": stamp(0)[0], "at": stamp(0)[1], "v": 1, "type": "run-interrupted", "reason": "r", **fields}


# -- round trip -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", e.EVENTS.values(), ids=e.EVENTS.keys())
@given(data=st.data())
def test_every_kind_of_event_is_read_back_as_it_was(kind: type[e.Event], data: st.DataObject) -> None:
    event = data.draw(of_kind(kind))
    line, digest = encode(event, previous=RUN, event_id="ID", at="AT")
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert line[6:70].decode() == digest == sha256(line[72:-1]).hexdigest()
    found, damage = read(line, file="f.jsonl")
    assert typed(found) == typed([e.Recorded("ID", "AT", RUN, event, "f.jsonl:1", digest)])
    assert damage == []


@given(st.lists(events, max_size=6))
def test_a_file_is_read_in_its_order_with_the_place_of_each_event(happened: list[e.Event]) -> None:
    found, damage = read(b"".join(lines(enumerate(happened), RUN)), file="f")
    assert [r.event for r in found] == happened
    assert [(r.id, r.at, r.run, r.place) for r in found] == [(*stamp(n), RUN, f"f:{n + 1}") for n in range(len(happened))]
    assert damage == []


def test_figures_that_json_does_not_have_are_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode(e.RunFinished("passed", float("nan")), previous=RUN, event_id="", at="")


def test_a_field_that_a_later_version_added_is_passed_over_and_one_with_a_default_may_be_missing() -> None:
    found, damage = read(made(**envelope(added="x")))
    assert (found[0].event, damage) == (e.RunInterrupted("r"), [])
    old = {"phase": "p", "step": "s", "definition": "d", "outcome": "passed", "summary": "", "seconds": 1.0}
    found, damage = read(made(**envelope(type="step-finished", **old)))
    assert (found[0].event, damage) == (e.StepFinished(**old), [])  # type: ignore[arg-type]


# -- damage -----------------------------------------------------------------------------------------------------------


def test_every_truncation_leaves_the_whole_lines_and_is_noticed_inside_a_line() -> None:
    content = b"".join(hundred())
    before = read(content)[0]
    ends = [position + 1 for position, byte in enumerate(content) if byte == 10]
    for size in range(len(content)):
        full = sum(end - 1 <= size for end in ends)  # the newline alone may be missing
        start = ([0, *ends])[max(full - 1, 0)]
        # What was read before has no influence but through the line before; each cut is looked at from there.
        found, damage = read(content[start:size], run=previous(content, start))
        assert [r.event for r in found] == [r.event for r in before[max(full - 1, 0) : full]]
        inside = size > ([0, *ends])[full]
        assert [(d.torn, d.why) for d in damage] == ([(True, "the line was never finished")] if inside else []), size
    for size in range(0, len(content), 997):
        found, damage = read(content[:size])
        assert found == before[: sum(end - 1 <= size for end in ends)]
        assert [d.place for d in damage if not d.torn] == []


def test_every_single_bit_flip_is_noticed_and_every_other_line_is_still_read() -> None:
    whole = hundred()
    for number, line in enumerate(whole):
        # What was read before has no influence but through the line before, which `run` stands for.
        following, run = b"".join(whole[number + 1 : number + 2]), previous(line, 0)
        after = [r.event for r in read(following)[0]]
        own = [r.event for r in read(line, run=run)[0]]
        for position in range(len(line)):
            for bit in range(8):
                flipped = bytearray(line)
                flipped[position] ^= 1 << bit
                found, damage = read(bytes(flipped) + following, run=run)
                joined = position == len(line) - 1  # without its newline, two lines are one, and both are whole in it
                assert [r.event for r in found] == (own + after if joined else after), (number, position, bit)
                assert "j:1" in {d.place for d in damage}, (number, position, bit)
                assert [d.torn for d in damage if d.torn] == ([True] if joined else []), (number, position, bit)


@given(st.data())
def test_a_flip_anywhere_in_the_whole_file_takes_away_its_line_alone(data: st.DataObject) -> None:
    content = bytearray(b"".join(hundred()))
    before = read(bytes(content))[0]
    position = data.draw(st.integers(0, len(content) - 1).filter(lambda n: content[n] != 10))
    number = content[:position].count(10)
    content[position] ^= 1 << data.draw(st.integers(0, 7))
    found, damage = read(bytes(content))
    assert [r.event for r in found] == [r.event for r in before[:number] + before[number + 1 :]]
    assert damage[0].place == f"j:{number + 1}"


def test_a_line_that_is_taken_out_or_moved_is_noticed() -> None:
    whole = list(hundred())
    for number in range(99):
        _, damage = read(b"".join(whole[:number] + whole[number + 1 :]))
        assert [d.place for d in damage] == [f"j:{number + 1}"]
        assert damage[0].why == "the line before it is not the one that it was written after"
        assert not damage[0].torn
        swapped = [*whole[:number], whole[number + 1], whole[number], *whole[number + 2 :]]
        assert read(b"".join(swapped))[1]
    twice = [*whole[:50], whole[49], *whole[50:]]
    assert [d.place for d in read(b"".join(twice))[1]] == ["j:51"]


def test_a_file_that_was_exchanged_for_another_run_s_is_noticed() -> None:
    found, damage = read(b"".join(hundred()), run=RUNS[1])
    assert len(found) == 100
    assert [(d.place, d.run, d.torn) for d in damage] == [("j:1", RUNS[1], False)]


def test_damage_is_reported_once_and_what_follows_it_is_believed_again() -> None:
    whole = list(hundred())
    whole[10] = b"rubbish}\n"
    found, damage = read(b"".join(whole))
    assert len(found) == 99
    assert [(d.place, d.why) for d in damage] == [("j:11", "this is not a line of a journal")]


def test_empty_lines_mean_nothing() -> None:
    whole = hundred()
    assert read(b"\n\n".join(line.rstrip(b"\n") for line in whole))[1] == []
    assert read(b"") == read(b"\n\n") == ([], [])
    assert [d.place for d in read(b"\n \n\r\n")[1]] == ["j:2", "j:3"]


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_either_events_or_damage(content: bytes) -> None:
    found, damage = read(content)
    assert found == []
    assert len(damage) == sum(1 for line in content.split(b"\n") if line)


START = {"phases": ["phase-1"], "commit": "", "branch": "", "dirty": [], "version": ""}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (envelope(v=2), "it has format version 2, and this tracker reads 1"),
        (envelope(v="1"), "it has format version '1', and this tracker reads 1"),
        (envelope(type=["run-interrupted"]), "it has the unknown type ['run-interrupted']"),
        ({k: v for k, v in envelope().items() if k != "reason"}, "the field 'reason' is missing"),
        ({k: v for k, v in envelope().items() if k != "p"}, "the field 'p' is missing"),
        ({k: v for k, v in envelope().items() if k != "id"}, "the field 'id' is missing"),
        ({k: v for k, v in envelope().items() if k != "at"}, "the field 'at' is missing"),
        (envelope(id=5), "the field 'id' is not a text"),
        (envelope(reason=5), "the field 'reason' is not right"),
        (envelope(type="run-finished", outcome="passed", seconds="soon"), "the field 'seconds' is not right"),
        (
            envelope(type="run-started", phases="abc", commit="", branch="", dirty=[], version=""),
            "the field 'phases' is not right",
        ),
    ],
)
def test_a_line_whose_sha256_is_right_and_that_says_nothing_sensible_is_damage(fields: dict[str, Any], why: str) -> None:
    found, damage = read(made(**fields) + made(**envelope(p="x")))
    assert [(d.place, d.why, d.torn) for d in damage] == [("j:1", why, False)]
    assert len(found) == 1


def test_a_step_s_log_of_another_shape_is_damage() -> None:
    step = {"phase": "p", "step": "s", "definition": "d", "outcome": "passed", "summary": "", "seconds": 1.0}
    for log in ("text", ["list"], {"path": "only"}, 5):
        found, damage = read(made(**envelope(type="step-finished", **step, log=log)))
        assert (found, len(damage)) == ([], 1)


def test_a_check_s_outcome_that_does_not_exist_is_damage() -> None:
    check = {
        "phase": "p",
        "check": "c",
        "variant": {},
        "definition": "d",
        "inputs": {},
        "summary": "",
        "seconds": 1.0,
        "commit": "",
    }
    assert read(made(**envelope(type="check-finished", **check, outcome="passed")))[1] == []
    _, damage = read(made(**envelope(type="check-finished", **check, outcome="splendid")))
    assert damage[0].why == "the field 'outcome' is not right"
