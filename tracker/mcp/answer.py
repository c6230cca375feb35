"""What a tool answers: facts that fit, as data and as text.

A client gives its model one of the two, so both say all of it; and both fit into `LIMIT`, so that no answer crowds out work.
"""

from __future__ import annotations

from tracker.mcp.protocol import compact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

LIMIT = 8000
"""Characters of an answer: 2,000 tokens of four characters."""
_SHORT = 160
"""Characters of a text that is never cut, and of a line that holds a whole item of a list."""
_MARK = "…"
_UNCUT = frozenset({"rest", "left_out", "command"})
_OPEN = frozenset({"counts", "phases"})
"""Objects whose keys are names of the plan: some of them may be left out."""


class _Cut:
    """Something that may be made shorter."""

    def __init__(self, path: str, holder: Any, key: Any) -> None:
        self.path, self._holder, self._key = path, holder, key

    @property
    def value(self) -> Any:
        """As it is now."""
        return self._holder[self._key]

    @property
    def size(self) -> int:
        """How much there is to gain."""
        room = _SHORT if isinstance(self.value, str) else 1
        return len(compact(self.value)) if len(self.value) > room else 0

    def shorten(self, excess: int) -> None:
        """Leave out about so many characters from its end, and at least something."""
        value = self.value
        if isinstance(value, str):
            self._holder[self._key] = value[: max(min(len(value) - excess - 1, len(value) * 9 // 10), _SHORT - 1)] + _MARK
            return
        names = list(value)
        while len(names) > 1 and excess > 0:
            last = names.pop()
            excess -= len(compact(value[last] if isinstance(value, dict) else last)) + 2
        self._holder[self._key] = {name: value[name] for name in names} if isinstance(value, dict) else names


def fit(facts: Mapping[str, Any], limit: int = LIMIT) -> dict[str, Any]:
    """The facts without the ends of the longest lists and texts, until both forms fit; `left_out` says what is missing."""
    found: dict[str, Any] = _copy(facts)
    whole: dict[str, int] = {}
    while (excess := max(len(compact(found)), len(text_of(found))) - limit) > 0:
        largest = max(_cuts(found, ""), key=lambda cut: cut.size, default=None)
        if largest is None or not largest.size:
            break
        whole.setdefault(largest.path, len(largest.value))
        largest.shorten(min(excess + len(largest.path) + _SHORT, max(largest.size // 2, 1)))
        found["left_out"] = [_left(cut, whole[cut.path]) for cut in _cuts(found, "") if cut.path in whole]
    return found


def _left(cut: _Cut, whole: int) -> str:
    unit = " characters" if isinstance(cut.value, str) else ""
    return f"{cut.path}: {len(cut.value)} of {whole}{unit}"


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list | tuple) else value


def _cuts(value: Any, path: str) -> Iterator[_Cut]:
    """All that may be cut, to any depth."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        place = f"{path}.{key}" if path else str(key)
        if key in _UNCUT:
            continue
        if isinstance(inner, dict | list):
            yield from _cuts(inner, place)
        if isinstance(inner, list | str) or (isinstance(inner, dict) and key in _OPEN):
            yield _Cut(place, value, key)


def text_of(facts: Mapping[str, Any]) -> str:
    """The same facts as lines that read like YAML; what is empty is left away."""
    return "\n".join(_lines(facts, ""))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if _is_empty(inner):
            continue
        flat = _flat(inner)
        if flat:
            yield f"{indent}{key}: {flat}"
            continue
        yield f"{indent}{key}:"
        if isinstance(inner, dict):
            yield from _lines(inner, indent + "  ")
        elif isinstance(inner, list):
            yield from _items(inner, indent)
        else:
            yield from (f"{indent}{line}" for line in str(inner).split("\n"))


def _items(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        flat = _flat(item)
        if flat or not isinstance(item, dict):
            yield f"{indent}- {flat or str(item)}".replace("\n", f"\n{indent}  ")
            continue
        first, *rest = list(_lines(item, indent + "  ")) or [""]
        yield f"{indent}- {first.removeprefix(indent + '  ')}"
        yield from rest


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _flat(value: object) -> str:
    """A value on one line; empty where it does not fit on one."""
    if isinstance(value, dict):
        parts = [f"{key}: {_flat(inner)}" for key, inner in value.items() if not _is_empty(inner)]
        line = "; ".join(parts)
        return "" if len(line) > 2 * _SHORT or any(part.endswith(": ") for part in parts) else line
    if isinstance(value, list):
        line = ", ".join(map(_flat, value))
        return line if len(line) <= _SHORT and all(_is_word(item) for item in value) else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if "\n" in str(value) else str(value)


def _is_word(value: object) -> bool:
    return not isinstance(value, dict | list) and not {",", "\n"}.intersection(str(value))
