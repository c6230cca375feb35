"""Events of every kind, and the lines of journal files that hold them, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_type_hints

from hypothesis import strategies as st

from tracker.journal import events as e
from tracker.journal.codec import decode, encode
from tracker.journal.damage import Damage
from tracker.model.cause import Cause
from tracker.model.ids import ulid
from tracker.model.log import Log
from tracker.model.status import Outcome
from tracker.state.records import Record

RUNS = tuple(ulid(1_764_000_000_000 + n, bytes(10)) for n in range(8))
"""Ids of runs, oldest first."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
surrogates = st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), max_size=3)
"""What Python makes of a file name that is not UTF-8."""
names = st.one_of(texts, surrogates)
figures = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), texts, st.booleans())
seconds = st.floats(0, 1e9)
causes = st.builds(Cause, st.integers(1, 2**31), texts, texts, st.lists(names, max_size=3).map(tuple))
logs = st.builds(Log, names, texts, st.integers(0, 2**53), texts, texts)
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: names,
    int: st.integers(0, 2**31),
    bool: st.booleans(),
    float: seconds,
    tuple[str, ...]: st.lists(names, max_size=3).map(tuple),
    Mapping[str, str]: st.dictionaries(names, texts, max_size=3),
    Mapping[str, e.Fact]: st.dictionaries(texts, figures, max_size=3),
    Log | None: st.none() | logs,
    tuple[Cause, ...]: st.lists(causes, max_size=3).map(tuple),
}


def of_kind(kind: type[e.Event]) -> st.SearchStrategy[e.Event]:
    """Events of one kind, every field filled with anything that its type allows."""
    hints = get_type_hints(kind)
    filled = {name: _BY_TYPE[hints[name]] for name in kind._fields}
    if kind is e.CheckFinished:
        filled["outcome"] = st.sampled_from([str(outcome) for outcome in Outcome])
    return st.builds(kind, **filled)


events = st.one_of(*(of_kind(kind) for kind in e.EVENTS.values()))


def stamp(number: int) -> tuple[str, str]:
    """The id and the time of the event with this number, both growing with it."""
    return ulid(1_764_000_000_000 + number, bytes(10)), f"2026-11-23T08:{number // 60:02}:{number % 60:02}.000Z"


def lines(happened: Iterable[tuple[int, e.Event]], run: str) -> list[bytes]:
    """The lines of one run's file; each event comes with its number among all events."""
    written: list[bytes] = []
    previous = run
    for number, event in happened:
        event_id, at = stamp(number)
        line, previous = encode(event, previous=previous, event_id=event_id, at=at)
        written.append(line)
    return written


def read(content: bytes, run: str = RUNS[0], file: str = "j") -> tuple[list[e.Recorded], list[Damage]]:
    """What a reader makes of a file."""
    items = list(decode(content, run=run, file=file))
    return [i for i in items if isinstance(i, e.Recorded)], [i for i in items if isinstance(i, Damage)]


def recorded(happened: Sequence[e.Event], run: str = RUNS[0], first: int = 0) -> list[e.Recorded]:
    """The events as a run recorded them, one a second."""
    return [e.Recorded(*stamp(first + n), run, event, f"j:{n + 1}") for n, event in enumerate(happened)]


def typed(value: Any) -> Any:
    """A value with the types of all that is in it: named tuples of different types are equal when their values are."""
    if isinstance(value, Record):
        return type(value), [(name, typed(getattr(value, name))) for name in value.__slots__ if name[0] != "_"]
    if isinstance(value, dict):
        return type(value), [(typed(key), typed(inner)) for key, inner in value.items()]
    if isinstance(value, tuple | list):
        return type(value), [typed(inner) for inner in value]
    return type(value), value
