"""A plan as plain data and back: what was read once and found right is not looked at again.

Whoever keeps such data has to know that the plan's files, and this version of tracker, are those that it was made with.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from tracker.checking.base import CheckBase
from tracker.checking.strict import SCALARS, Strict, is_needed, usual_fields
from tracker.checks import class_of
from tracker.model.garbage import no_collection
from tracker.spec.models import Plan
from tracker.spec.phases import Step

Maker = Callable[[Any], Any]
"""Plain data → the value; None stands for one that leaves it as it is."""

_DEFINITION = "_definition"
"""Where a step or check keeps its definition once it is computed."""


def to_plain(plan: Plan) -> Any:
    """The plan in mappings, lists and scalars, as JSON takes them; the definitions of its steps and checks with it."""
    return _plain(plan)


def from_plain(data: Any) -> Plan:
    """The plan that `to_plain` was given. `data` belongs to it from now on.

    Raises:
        KeyError: the data was made by another version.
    """
    with no_collection():
        made: Plan = _READERS[Plan].read(data)
    return made


def _plain(value: Any) -> Any:
    if type(value) in SCALARS:
        return value
    if isinstance(value, Strict):
        kind: Any = type(value)
        said = ((name, getattr(value, name), needed, usual) for _, name, needed, usual in usual_fields(kind))
        made = {name: _plain(inner) for name, inner, needed, usual in said if needed or inner != usual}
        if isinstance(value, CheckBase | Step):
            made[_DEFINITION] = value.definition()
        return made
    if is_dataclass(value):
        return [getattr(value, known.name) for known in fields(value)]
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return {name: _plain(inner) for name, inner in value.items()} if isinstance(value, dict) else value


class _Reader:
    """Makes the values of one class."""

    def __init__(self, kind: type[Strict]) -> None:
        optional = [(name, known) for name, known in kind.FIELDS.items() if not is_needed(known)]
        self.kind = kind
        self.defaults = {name: known.default for name, known in optional if known.default is not MISSING}
        self.factories: dict[str, Any] = {name: known.default_factory for name, known in optional if known.default is MISSING}
        hints = get_type_hints(kind)
        self.makers: dict[str, Maker | None] = {name: _maker(hints[name]) for name in kind.FIELDS}
        self.makers[_DEFINITION] = None

    def read(self, data: dict[str, Any]) -> Any:
        values = self.defaults.copy()
        for name, plain in data.items():
            maker = self.makers[name]
            values[name] = plain if maker is None or plain is None else maker(plain)
        for name, factory in self.factories.items():
            if name not in values:
                values[name] = factory()
        made = object.__new__(self.kind)
        object.__setattr__(made, "__dict__", values)
        return made


class _Readers(dict[type[Strict], _Reader]):
    """Readers by class, made when there is something to read."""

    def __missing__(self, kind: type[Strict]) -> _Reader:
        self[kind] = _Reader(kind)
        return self[kind]


_READERS = _Readers()


def _maker(hint: Any) -> Maker | None:
    """What makes a value of this type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (argument for argument in arguments if argument is not type(None))
        return _maker(hint)
    if origin is tuple:
        return _tuples(_maker(arguments[0]))
    if origin is dict:
        return _mappings(_maker(arguments[1]))
    if hint is CheckBase:
        return lambda data: _READERS[class_of(data["kind"])].read(data)
    if isinstance(hint, type) and issubclass(hint, Strict):
        return lambda data: _READERS[hint].read(data)  # noqa: PLW0108 - not before there is something to read
    return (lambda data: hint(*data)) if is_dataclass(hint) or hasattr(hint, "_fields") else None


def _tuples(inner: Maker | None) -> Maker:
    return tuple if inner is None else lambda data: tuple(map(inner, data))


def _mappings(inner: Maker | None) -> Maker | None:
    return inner and (lambda data: {name: inner(plain) for name, plain in data.items()})
