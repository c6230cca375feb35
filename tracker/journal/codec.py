"""One event ↔ one line of JSON.

A line is `{"h":"<sha256>",<rest>` and a newline: `h` is the sha256 of `<rest>` (the bytes after `"h":"…",` up to the newline),
and `<rest>` begins with `"p"`, the `h` of the line before, so that lines cannot be changed, dropped or reordered unseen.
The first line's `p` is the run's id, so that files cannot be exchanged either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from hashlib import sha256
from typing import Any

from tracker.journal.events import EVENTS, FORMAT_VERSION, NAMES, Event, Recorded
from tracker.journal.plain import plain_event
from tracker.model.result import Log

_HEAD = b'{"h":"'
_REST = len(_HEAD) + 64 + len(b'",')
_ENVELOPE = ("p", "id", "at", "v", "type")


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that cannot be believed. Everything else is still read."""

    place: str
    """file:line."""
    why: str
    run: str
    torn: bool = False
    """An unfinished last line, as a killed writer leaves it: it was never acknowledged, so nothing is lost."""


class _Shape:
    """How one type of event is read back from JSON."""

    __slots__ = ("kind", "names", "required", "tuples")

    def __init__(self, kind: type[Event]) -> None:
        self.kind = kind
        self.names = frozenset(f.name for f in fields(kind))
        self.required = frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)
        self.tuples = tuple(f.name for f in fields(kind) if str(f.type).startswith("tuple["))

    def build(self, data: dict[str, Any]) -> Event:
        values = {name: value for name, value in data.items() if name in self.names}
        missing = self.required - values.keys()
        if missing:
            raise ValueError(f"the field {min(missing)!r} is missing")
        for name in self.tuples:
            if name in values:
                values[name] = tuple(values[name])
        if values.get("log"):
            values["log"] = Log(**values["log"])
        return self.kind(**values)


_SHAPES = {name: _Shape(kind) for name, kind in EVENTS.items()}


def encode(event: Event, *, previous: str, event_id: str, at: str) -> tuple[bytes, str]:
    """The line for an event, newline included, and its `h`, which the next line must name."""
    body = {
        "p": previous,
        "id": event_id,
        "at": at,
        "v": FORMAT_VERSION,
        "type": NAMES[type(event)],
        **plain_event(event),
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    rest = text[1:].encode("utf-8", "backslashreplace")
    digest = sha256(rest).hexdigest()
    return b"".join((_HEAD, digest.encode(), b'",', rest, b"\n")), digest


def _read(line: bytes) -> tuple[str, dict[str, Any]]:
    """The `h` of a line and its fields.

    Raises:
        ValueError: the line is not what a writer of ours wrote; says why.
    """
    if len(line) <= _REST or not line.startswith(_HEAD) or line[_REST - 2 : _REST] != b'",':
        raise ValueError("this is not a line of a journal")
    digest = line[len(_HEAD) : _REST - 2].decode("ascii", "replace")
    if sha256(line[_REST:]).hexdigest() != digest:
        raise ValueError("its content does not match its sha256")
    data = json.loads(b"{" + line[_REST:])
    if data.get("v") != FORMAT_VERSION:
        raise ValueError(f"it has format version {data.get('v')!r}, and this tracker reads {FORMAT_VERSION}")
    if data.get("type") not in _SHAPES:
        raise ValueError(f"it has the unknown type {data.get('type')!r}")
    return digest, data


def decode(content: bytes, *, run: str, file: str) -> Iterator[Recorded | Damage]:
    """The events of one journal file in order, and what is damaged. Empty lines are what healing leaves; they mean nothing."""
    lines = content.split(b"\n")
    previous: str | None = run
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        place = f"{file}:{number}"
        try:
            digest, data = _read(line)
            event = _SHAPES[data["type"]].build(data)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            torn = number == len(lines) or _was_torn(line)
            yield Damage(place, "the line was never finished" if torn else str(error), run, torn)
            previous = previous if torn else None
            continue
        if previous is not None and data["p"] != previous:
            yield Damage(place, "the line before it is not the one that it was written after", run)
        previous = digest
        yield Recorded(data["id"], data["at"], run, event, place)


def _was_torn(line: bytes) -> bool:
    """Whether an inner line is the unfinished end that a killed writer left and a later one healed."""
    return not line.endswith(b"}")
