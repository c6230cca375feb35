"""Journals of a newer tracker: what it added is kept and said, and changes nothing of what is understood."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import completed, failed, phase
from tests.conftest import ROOT, Place
from tests.events import RUNS, read, recorded, stamp, typed
from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.journal.to_json import plain_event
from tracker.state import fold

RUN = RUNS[0]
ONE = phase("1")
NOTE = {"type": "phase-praised", "phase": "phase-1", "text": "é", "deep": {"a": [1, None]}}


def as_body(event: e.Event, **added: Any) -> dict[str, Any]:
    return {"v": 1, "type": e.NAMES[type(event)], **plain_event(event), **added}


def journal(bodies: Iterable[dict[str, Any]], previous: str = RUN) -> bytes:
    """The lines of one file, each with the chain and the envelope that every version writes."""
    lines = []
    for number, body in enumerate(bodies):
        event_id, at = stamp(number)
        rest = json.dumps({"p": previous, "id": event_id, "at": at, "v": 1, **body}, ensure_ascii=False).encode()[1:]
        previous = sha256(rest).hexdigest()
        lines.append(b'{"h":"%s",%s\n' % (previous.encode(), rest))
    return b"".join(lines)


STORIES = st.sampled_from([completed(ONE), failed(ONE), [*completed(ONE), *failed(ONE)]])


@given(STORIES, st.lists(st.integers(0, 30), max_size=4))
def test_events_of_unknown_types_are_kept_and_change_nothing(story: list[e.Event], places: list[int]) -> None:
    bodies = [as_body(event) for event in story]
    for place in places:
        bodies.insert(place, NOTE)
    found, damage = read(journal(bodies))
    known = [r for r in found if not isinstance(r.event, e.Newer)]
    assert damage == []
    assert [r.event for r in known] == story
    assert typed([r.event for r in found if r not in known]) == typed(
        [e.Newer("phase-praised", {name: value for name, value in NOTE.items() if name != "type"})] * len(places)
    )
    state, plain = fold(found), fold(known)
    assert state.phases == plain.phases
    assert state.progressed_at == plain.progressed_at
    assert state.runs[RUN].types.get("phase-praised", 0) == len(places)


@given(STORIES)
def test_unknown_fields_of_known_types_change_nothing(story: list[e.Event]) -> None:
    found, damage = read(journal(as_body(event, added={"x": 1}, phases_too=[2]) for event in story))
    assert ([r.event for r in found], damage) == (story, [])
    assert fold(found) == fold(recorded(story))


@pytest.mark.parametrize("place", [0, 1, 3])
def test_an_event_of_an_unknown_type_is_a_link_of_the_chain_like_any_other(place: int) -> None:
    bodies = [as_body(event) for event in completed(ONE)]
    bodies.insert(place, NOTE)
    lines = journal(bodies).splitlines(keepends=True)
    without = read(b"".join(lines[:place] + lines[place + 1 :]))[1]
    assert [d.why for d in without] == ["the line before it is not the one that it was written after"]
    changed = lines[place].replace(b"phase-1", b"phase-2")
    assert [(d.place, d.torn) for d in read(b"".join([*lines[:place], changed, *lines[place + 1 :]]))[1]] == [
        (f"j:{place + 1}", False)
    ]
    _, torn = read(b"".join(lines[:place]) + lines[place][:-5])
    assert [d.torn for d in torn] == [True]


def test_a_line_that_says_that_it_is_not_for_this_version_is_not_guessed_at() -> None:
    story = [as_body(event) for event in completed(ONE)]
    found, damage = read(journal([*story[:2], {**story[2], "v": 2}, *story[3:]]))
    assert len(found) == len(story) - 1
    assert damage == [Damage("j:3", "it has format version 2, and this tracker reads 1", RUN)]


def test_an_unknown_outcome_of_a_check_is_never_a_pass() -> None:
    story = [as_body(event) for event in completed(ONE)]
    bodies = [{**body, "outcome": "splendid"} if body["type"] == "check-finished" else body for body in story]
    found, damage = read(journal(bodies))
    assert fold(found).phases["phase-1"].checks == {}
    assert [d.torn for d in damage] == [False]  # so that the phase is unknown


def test_a_newer_tracker_s_journal_is_said_and_does_not_stop_anything(stepped: Place) -> None:
    stepped.tracker("run", "1")
    path = next(stepped.path.glob(".tracker/journal/*.jsonl"))
    content = path.read_bytes()
    last = content.splitlines()[-1][6:70].decode()
    later = {**NOTE, "type": "note\x1b-added", "details": 5, "log": 6, "outcome": ["odd"], "place": "p"}
    path.write_bytes(content + journal([NOTE, later, NOTE], last))
    alone = path.with_name("2026-01-01-01J00000000000000000000000.jsonl")
    alone.write_bytes(journal([NOTE], "01J00000000000000000000000"))
    verified, logged = stepped.tracker("verify"), stepped.tracker("log")
    assert (verified.code, logged.code) == (0, 0), verified.out
    assert re.search(
        r"^note: 4 events of a newer tracker \(.*phase-praised\) are kept and not understood$", verified.out, re.MULTILINE
    )
    assert "kept and not understood" in logged.out
    assert "\x1b" not in verified.out + logged.out
    assert [run["outcome"] for run in stepped.tracker("log", "--json").json["runs"]] == ["passed", "newer"]
    shown = stepped.tracker("show", path.stem[11:])
    assert shown.out.count("of a newer tracker, not understood") == 3, shown.out + shown.err
    events = stepped.tracker("show", path.stem[11:], "--json").json["events"]
    assert all(":" in event["place"] for event in events if event.get("newer"))
    assert stepped.status()["phase-1"]["status"] == "complete"
    stepped.phase("phase-9", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    stepped.commit("More")
    assert stepped.tracker("run", "9").code == 0


def test_the_documentation_lists_every_event_and_its_fields() -> None:
    text = (ROOT / "docs/journal.md").read_text()
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| .*? \| (.*) \|$", text)
    listed = {name: re.findall(r"`(\w+)`", fields) for name, fields in rows}
    assert listed == {name: list(kind._fields) for name, kind in e.EVENTS.items()}
