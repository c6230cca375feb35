"""JSON with its places: each value with where in the text it stands, so that the rest stays as it is when a part is changed.

With `comments`, `//` and `/* */` are skipped, as in the settings of some products.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_BLANK = " \t\r\n"
_DEEP = 200
"""How deep settings may be nested."""
_ENDS = frozenset(",]}" + _BLANK + "/")


class Node(NamedTuple):
    """A value, from `start` up to `end` in the text."""

    start: int
    end: int
    value: Any
    keys: tuple[tuple[str, int], ...] = ()
    """Of an object: each member's key, and where that begins."""
    items: tuple[Node, ...] = ()
    """The values of an object's members, or of an array."""

    def spans(self) -> list[tuple[int, int]]:
        """From where up to where each member or item stands, its key included."""
        begins = [begin for _, begin in self.keys] or [item.start for item in self.items]
        return [(begin, item.end) for begin, item in zip(begins, self.items, strict=True)]

    def member(self, key: str) -> tuple[int, Node] | None:
        """The last member of that name, which is the one that counts, and its number."""
        return next(((at, self.items[at]) for at in reversed(range(len(self.keys))) if self.keys[at][0] == key), None)


class NotJsonError(ValueError):
    """The text is no JSON: what was found and what was expected, and where."""

    def __init__(self, text: str, at: int, found: str, expected: str) -> None:
        self.line = text.count("\n", 0, at) + 1
        self.column = at - (text.rfind("\n", 0, at) + 1) + 1
        self.found = found
        self.expected = expected
        super().__init__(f"{self.line}:{self.column}: found {found}, expected {expected}")


class Reader:
    """Reads one text."""

    def __init__(self, text: str, *, comments: bool) -> None:
        self.text = text
        self.comments = comments

    def read(self) -> Node:
        """The only value of the text.

        Raises:
            NotJsonError: there is none, or something is behind it.
        """
        begin = self.skip(1 if self.text.startswith("\ufeff") else 0)
        found = self._value(begin, 0)
        if (after := self.skip(found.end)) < len(self.text):
            raise self._wrong(after, "nothing more")
        return found

    def skip(self, at: int) -> int:
        """Behind blanks, and comments where they are allowed."""
        text = self.text
        while at < len(text):
            if text[at] in _BLANK:
                at += 1
            elif self.comments and text.startswith("//", at):
                at = _or_end(text, text.find("\n", at))
            elif self.comments and text.startswith("/*", at):
                end = text.find("*/", at + 2)
                if end < 0:
                    raise NotJsonError(text, at, "a comment", "its end `*/`")
                at = end + 2
            else:
                break
        return at

    def _wrong(self, at: int, expected: str) -> NotJsonError:
        found = repr(self.text[at]) if at < len(self.text) else "the end of the file"
        if not self.comments and self.text.startswith(("//", "/*"), at):
            found = "a comment"
        return NotJsonError(self.text, at, found, expected)

    def _value(self, at: int, deep: int) -> Node:
        if deep > _DEEP:
            raise NotJsonError(self.text, at, "deeper nesting", f"at most {_DEEP} levels")
        sign = self.text[at : at + 1]
        if sign == "{":
            return self._container(at, deep, "}")
        if sign == "[":
            return self._container(at, deep, "]")
        if sign == '"':
            return self._string(at)
        end = at
        while end < len(self.text) and self.text[end] not in _ENDS:
            end += 1
        try:
            return Node(at, end, json.loads(self.text[at:end], parse_constant=_refuse))
        except ValueError:
            raise self._wrong(at, "a value") from None

    def _string(self, at: int) -> Node:
        end = at + 1
        while end < len(self.text) and self.text[end] != '"':
            end += 2 if self.text[end] == "\\" else 1
        try:
            return Node(at, end + 1, json.loads(self.text[at : end + 1]))
        except ValueError:
            raise NotJsonError(self.text, at, "a broken text", "a text in double quotes") from None

    def _container(self, start: int, deep: int, close: str) -> Node:
        keys, items = list[tuple[str, int]](), list[Node]()
        at = self.skip(start + 1)
        while self.text[at : at + 1] != close or items:
            if close == "}":
                if self.text[at : at + 1] != '"':
                    raise self._wrong(at, "a key in double quotes")
                key = self._string(at)
                keys.append((key.value, at))
                at = self.skip(key.end)
                if self.text[at : at + 1] != ":":
                    raise self._wrong(at, "`:`")
                at = self.skip(at + 1)
            items.append(self._value(at, deep + 1))
            at = self.skip(items[-1].end)
            if self.text[at : at + 1] == close:
                break
            if self.text[at : at + 1] != ",":
                raise self._wrong(at, f"`,` or `{close}`")
            at = self.skip(at + 1)
        value: Any = [item.value for item in items]
        if close == "}":
            value = {key: item.value for (key, _), item in zip(keys, items, strict=True)}
        return Node(start, at + 1, value, tuple(keys), tuple(items))


def _or_end(text: str, at: int) -> int:
    return len(text) if at < 0 else at


def _refuse(name: str) -> Any:
    raise ValueError(name)
