"""The border: what was written becomes a value of the plan here, or is refused. Nothing else needs pydantic."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

from tracker.model.duration import WORKING_DAY

T = TypeVar("T")

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def read(kind: type[T], written: object, *, working_day: float = WORKING_DAY) -> T:
    """A value from mappings, lists and texts. `working_day`: hours of a day in estimates.

    Raises:
        ValidationError: it is none; pydantic says where and why.
    """
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    made: T = _ADAPTERS[kind].validate_python(written, context={"working_day": working_day})
    return made
