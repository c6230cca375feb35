"""The border: what was written becomes a value of the plan here, or is refused. Nothing else needs pydantic."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def read(kind: type[T], written: object) -> T:
    """A value from mappings, lists and texts.

    Raises:
        ValidationError: it is none; pydantic says where and why.
    """
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    made: T = _ADAPTERS[kind].validate_python(written)
    return made
