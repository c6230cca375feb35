"""Reads the files of strangers that say how a project is built; what cannot be read says nothing."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from tracker.errors import TrackerError
from tracker.model.ports import Files

_LIMIT = 1_000_000


def text(files: Files, path: str) -> str:
    """The content of a file; empty when there is none."""
    try:
        return files.read(path, limit=_LIMIT).decode("utf-8", "replace") if files.exists(path) else ""
    except TrackerError:
        return ""


def table(files: Files, path: str) -> dict[str, Any]:
    """The content of a TOML file."""
    try:
        return tomllib.loads(text(files, path))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def record(files: Files, path: str) -> dict[str, Any]:
    """The content of a JSON file that is an object."""
    try:
        found = json.loads(text(files, path) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def first(files: Files, *patterns: str) -> str:
    """The first file that matches; empty when none does."""
    return next(iter(files.glob(patterns)), "")


def below(value: Any, *keys: str) -> dict[str, Any]:
    """The table below these keys; an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else {}


def at(value: Any, *keys: str) -> Any:
    """What is below these keys; None where anything on the way is missing or is no table."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
