"""A mutator that keeps JSON what it is: bytes alone hardly ever find their way past a parser."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import yaml

from .readers import BETWEEN

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 0.5, -0.0, 1e308, 10**20, 2**63, "", "x", "\ud800", "\x00", "\u202e", "a" * 300, "../x",
    "/", "*", "[",
    "(", "1e999", [], {}, [[]], {"": None}, "2026-11-23T08:00:00.000Z", float("inf"), float("nan"),
)  # fmt: skip


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """(container, key) of everything inside."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found.append((value, key))
        _places(value[key], found)
    return found


def _change(value: Any, chance: random.Random) -> Any:
    """The same with one thing inside changed."""
    places = _places(value, [])
    if not places:
        return chance.choice(ODD)
    container, key = chance.choice(places)
    other, at = chance.choice(places)
    way = chance.randrange(7)
    if way == 0:
        del container[key]
    elif way == 1:
        container[key] = json.loads(json.dumps(other[at]))
    elif way == 2:
        container[key] = [container[key]] * chance.choice((1, 2, 5))
    elif way == 3 and isinstance(container, dict):
        container[str(chance.choice((at, *ODD)))] = container.pop(key)
    elif way == 4 and isinstance(container[key], str):
        text = container[key]
        cut = chance.randrange(len(text) + 1)
        container[key] = text[:cut] + str(chance.choice(ODD)) + text[cut:]
    else:
        container[key] = chance.choice(ODD)
    return value


def _lines(data: bytes, chance: random.Random, read: Callable[[bytes], Any], between: bytes) -> bytes:
    parts = data.split(between)
    at = chance.randrange(len(parts))
    value = read(parts[at])
    for _ in range(chance.choice((1, 1, 2, 4))):
        value = _change(value, chance)
    parts[at] = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        parts.insert(at, parts[chance.randrange(len(parts))])
    return between.join(parts)


def structured(form: str, mutate: Callable[[bytes, int], bytes]) -> Callable[[bytes, int, int], bytes]:
    """For atheris: `json` for one value, `lines` for one in each line, `yaml` for one in each file; half of the time bytes."""

    def change(data: bytes, limit: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return mutate(data, limit)
        try:
            if form == "yaml":
                return _lines(data, chance, yaml.safe_load, BETWEEN)[:limit]
            return _lines(data, chance, json.loads, b"\n" if form == "lines" else b"\0\0\0")[:limit]
        except (ValueError, yaml.YAMLError, RecursionError, TypeError, AttributeError):
            return mutate(data, limit)

    return change
