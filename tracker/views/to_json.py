"""A view as plain JSON data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any

from tracker.model.duration import Estimate


def to_json(value: object) -> Any:
    """Frozen values as dicts, lists and scalars; estimates in words."""
    if isinstance(value, Estimate):
        return value.words
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [to_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return str(value) if isinstance(value, Enum) else value
