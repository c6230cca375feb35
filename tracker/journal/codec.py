"""One event ↔ one line of JSON.

A line is `{"h":"<sha256>",<rest>` and a newline: `h` is the sha256 of `<rest>` (the bytes after `"h":"…",` up to the newline),
and `<rest>` begins with `"p"`, the `h` of the line before, so that lines cannot be changed, dropped or reordered unseen.
The first line's `p` is the run's id, so that files cannot be exchanged either.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tracker.journal.damage import Damage
from tracker.journal.events import EVENTS, FORMAT_VERSION, NAMES, CheckFinished, Event, Newer, Recorded
from tracker.journal.to_json import plain_event
from tracker.model.cause import Cause
from tracker.model.digest import sha256_hex
from tracker.model.log import Fact, Log
from tracker.model.status import Outcome

_HEAD = b'{"h":"'
_REST = len(_HEAD) + 64 + len(b'",')
_ENVELOPE = ("p", "id", "at")
_HEADER = frozenset({*_ENVELOPE, "v", "type"})
_OUTCOMES = frozenset(Outcome)
_TEXTS: frozenset[type] = frozenset((str,))
_FACTS: frozenset[type] = frozenset((str, bool, int, float))
_FITS: dict[object, Callable[[Any], bool]] = {
    str: lambda value: type(value) is str,
    bool: lambda value: type(value) is bool,
    int: lambda value: type(value) is int,
    float: lambda value: type(value) in (int, float),
    tuple[str, ...]: lambda value: type(value) is list and _TEXTS.issuperset(map(type, value)),
    Mapping[str, str]: lambda value: type(value) is dict and _TEXTS.issuperset(map(type, value.values())),
    Mapping[str, Fact]: lambda value: type(value) is dict and _FACTS.issuperset(map(type, value.values())),
    Log | None: lambda value: value is None or type(value) is dict,
    tuple[Cause, ...]: lambda value: type(value) is list and all(type(item) is dict for item in value),
}
"""A field's type as it is written in `events.py` → whether a value from JSON is of it. What reads events relies on it."""
_SCALARS = frozenset((str, bool, int, float))
"""Those that the type of the value alone decides."""


def _is_outcome(value: Any) -> bool:
    return type(value) is str and value in _OUTCOMES


class _Field(NamedTuple):
    """One field of it."""

    name: str
    fits: Callable[[Any], bool]
    required: bool
    default: Any
    read: Callable[[Any], Any] | None
    """What makes of JSON what the event holds, where these differ."""


class _Shape:
    """How one type of event, or a part of one, is read back from JSON."""

    __slots__ = ("_looked_into", "_right", "_scalars", "fields", "kind", "make")

    def __init__(self, kind: type[Any]) -> None:
        self.kind: Callable[..., Any] = kind
        self.make: Callable[[list[Any]], Any] = kind._make
        types: dict[str, object] = kind.__annotations__
        defaults = kind._field_defaults
        self.fields = [_Field(n, _FITS[t], n not in defaults, defaults.get(n), _READ.get(t)) for n, t in types.items()]
        if kind is CheckFinished:
            self.fields = [f._replace(fits=_is_outcome) if f.name == "outcome" else f for f in self.fields]

        self._looked_into = [f for f in self.fields if f.fits not in map(_FITS.get, _SCALARS)]
        self._scalars = [(n, f) for n, f in enumerate(self.fields) if f not in self._looked_into]
        self._right: set[tuple[type, ...]] = set()
        """Types of values that were found to be right: the same types are right again."""

    def build_usual(self, data: dict[str, Any]) -> Any:
        """The same as `build` where the data are just fields that are known, which makes use of them; quicker.

        Raises:
            TypeError, ValueError: they are not, or a value is not right.
        """
        for name, fits, _, _, read in self._looked_into:
            if name in data:
                value = data[name]
                if not fits(value):
                    raise ValueError(f"the field {name!r} is not right")
                if read is not None:
                    data[name] = read(value)
        made = self.kind(**data)
        types = tuple(map(type, made))
        if types not in self._right:
            for number, field in self._scalars:
                if not field.fits(made[number]):
                    raise ValueError(f"the field {field.name!r} is not right")
            self._right.add(types)
        return made

    def build(self, data: dict[str, Any]) -> Any:
        values: list[Any] = []
        for name, fits, required, default, read in self.fields:
            if name in data:
                value = data[name]
                if not fits(value):
                    raise ValueError(f"the field {name!r} is not right")
                values.append(value if read is None else read(value))
            elif required:
                raise ValueError(f"the field {name!r} is missing")
            else:
                values.append(default)
        return self.make(values)


def _log(value: dict[str, Any] | None) -> Log | None:
    if value is None:
        return None
    log: Log = _LOG.build(value)
    return log


def _causes(value: list[dict[str, Any]]) -> tuple[Cause, ...]:
    return tuple(_CAUSE.build(item) for item in value)


_READ: dict[object, Callable[[Any], Any]] = {tuple[str, ...]: tuple, Log | None: _log, tuple[Cause, ...]: _causes}
_LOG = _Shape(Log)
_CAUSE = _Shape(Cause)
_SHAPES = {name: _Shape(kind) for name, kind in EVENTS.items()}


def changed(event: Event, change: Callable[[Any], Any]) -> Event:
    """The same event with a change to its plain values."""
    made: Event = _SHAPES[NAMES[type(event)]].build(change(plain_event(event)))
    return made


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
    digest = sha256_hex(rest)
    return b"".join((_HEAD, digest.encode(), b'",', rest, b"\n")), digest


def _read(line: bytes) -> tuple[str, dict[str, Any]]:
    """The `h` of a line and its fields.

    Raises:
        ValueError: the line is not what a writer of ours wrote; says why.
    """
    if not line.startswith(_HEAD) or line[_REST - 2 : _REST] != b'",':
        raise ValueError("this is not a line of a journal")
    digest = line[len(_HEAD) : _REST - 2].decode("ascii", "replace")
    if sha256_hex(line[_REST:]) != digest:
        raise ValueError("its content does not match its sha256")
    data = json.loads(b"{" + line[_REST:])
    if data.get("v") != FORMAT_VERSION:
        raise ValueError(f"it has format version {data.get('v')!r}, and this tracker reads {FORMAT_VERSION}")
    if type(data.get("type")) is not str:
        raise ValueError(f"it has the unknown type {data.get('type')!r}")
    for name in _ENVELOPE:
        if type(data.get(name)) is not str:
            raise ValueError(f"the field {name!r} is {'not a text' if name in data else 'missing'}")
    return digest, data


def decode(content: bytes, *, run: str, file: str, first: int = 1) -> Iterator[Recorded | Damage]:
    """The events of one journal file in order, and what is damaged. Empty lines are what healing leaves; they mean nothing.

    `first`: the number of its first line, where it lies in another file.
    """
    lines = content.split(b"\n")
    memo: dict[str, Event] = {}
    hashed = _hasher(len(content))
    previous: str | None = run
    doubtful: list[Damage] = []
    """Lines that a killed writer may have left unfinished: the next one tells, by the line that it was written after."""
    for number, line in enumerate(lines, start=first):
        if not line:
            continue
        place = f"{file}:{number}"
        usual = None if doubtful or previous is None else _usual(line, previous, memo, hashed)
        if usual is not None:
            event_id, at, event, previous = usual
            yield Recorded(event_id, at, run, event, place, previous)
            continue
        try:
            parts, why = [_part(line)], ""
        except (ValueError, TypeError, KeyError, RecursionError):
            parts, why = _parts(line)
        if why:
            last = number - first + 1 == len(lines)  # what has no newline
            unfinished = not parts and (last or not line.endswith(b"}"))
            harmless = bool(parts) or (unfinished and last)
            damage = Damage(place, "the line was never finished" if unfinished and last else why, run, harmless)
            if unfinished and not last:
                doubtful.append(damage)
            else:
                yield damage
            if not parts:
                previous = previous if unfinished else None
                continue
        for digest, data, found in parts:
            healed = data["p"] == previous
            for doubt in doubtful:
                yield Damage(doubt.place, "the line was never finished", run, torn=True) if healed else doubt
            if previous is not None and not healed and not doubtful:
                yield Damage(place, "the line before it is not the one that it was written after", run)
            doubtful.clear()
            previous = digest
            yield Recorded(data["id"], data["at"], run, found, place, digest)
    yield from doubtful


_USUAL = re.compile(
    r'\{"h":"([0-9a-f]{64})","p":"([0-9A-Za-z]+)","id":"([0-9A-Za-z]+)","at":"([0-9A-Za-z:.+-]+)",'
    rf'"v":{FORMAT_VERSION},"type":"([a-z-]+)"(.*)\}}',
    re.DOTALL,
)
"""A line as `encode` writes it. Any other is read field by field."""
_AGAIN = frozenset(("check-started", "step-started"))
"""Types of events of which a file has many that are the same but for their envelope."""
_MANY = 1000
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # not in typeshed


def _hasher(size: int) -> Callable[[bytes], str]:
    """What hashes the lines of so many bytes: loading OpenSSL costs more than it saves on a few."""
    if size < _LARGE:
        return sha256_hex
    from hashlib import sha256

    return lambda content: sha256(content).hexdigest()


_LARGE = 1 << 22


def _usual(
    line: bytes, previous: str, memo: dict[str, Event], hashed: Callable[[bytes], str]
) -> tuple[str, str, Event, str] | None:
    """(id, time, event, `h`) of a line that is just as `encode` writes it after the line `previous`; None for any other."""
    try:
        match = _USUAL.fullmatch(line.decode())
        if match is None:
            return None
        digest, before, event_id, at, kind, fields = match.groups()
        if before != previous or hashed(line[_REST:]) != digest:
            return None
        if kind not in _AGAIN:
            return event_id, at, _event(kind, fields), digest
        known = f"{kind}{fields}"
        event = memo.get(known)
        if event is None:
            event = _event(kind, fields)
            if len(memo) < _MANY:
                memo[known] = event
    except (ValueError, TypeError, KeyError, RecursionError, StopIteration):
        return None
    return event_id, at, event, digest


def _event(kind: str, fields: str) -> Event:
    text = f"{{{fields[1:]}}}"
    data, end = _scan(text, 0)
    if end != len(text) or fields[:1] not in ("", ","):
        raise ValueError
    event: Event = _SHAPES[kind].build_usual(data)
    return event


_Part = tuple[str, dict[str, Any], Event | Newer]


def _parts(line: bytes) -> tuple[list[_Part], str]:
    """What a line holds: one event, or, where the end of a line was damaged, each that is still whole; and what is wrong."""
    try:
        return [_part(line)], ""
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        why = str(error) or "it cannot be read"
    found: list[_Part] = []
    starts = [0]
    while (at := line.find(_HEAD, starts[-1] + 1)) > 0:
        starts.append(at)
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        piece = line[start:end]
        try:
            found.append(_part(piece[: piece.rfind(b"}") + 1]))
        except (ValueError, TypeError, KeyError, RecursionError):
            return [], why  # not only the end of the line is damaged
    return found, "the end of the line is damaged; what it holds is whole"


def _part(line: bytes) -> _Part:
    digest, data = _read(line)
    shape = _SHAPES.get(data["type"])
    if shape is None:
        return digest, data, Newer(data["type"], {name: value for name, value in data.items() if name not in _HEADER})
    return digest, data, shape.build(data)
