"""The first line of a rendered file: its digest tells whether somebody edited the file by hand.

Light: a look at a plan examines every document, and compiles no regular expression for it.
"""

from __future__ import annotations

from enum import StrEnum

from tracker.model.digest import sha256_hex

_MARKER = "<!-- Written by tracker from the plan and the journal; edit only between note markers. sha256:"
_CLOSE = " -->"
_START = "<!-- note: "
END = "<!-- /note -->"
"""What ends a note region."""
_HEX = frozenset("0123456789abcdef")
_DIGEST = 64
_NAME_BEGINS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_NAME = _NAME_BEGINS | frozenset("._-")


class Finding(StrEnum):
    """What an existing file is."""

    INTACT = "intact"
    """As rendered; notes may have been typed."""
    EDITED = "edited"
    """Changed by hand outside the notes."""
    FOREIGN = "foreign"
    """Not written by tracker."""
    CONFLICT = "conflict"
    """As git leaves it when two branches rendered it otherwise."""


def seal(generated: str) -> str:
    """The file: the marker line, then the text, whose note regions may hold notes."""
    return f"{_MARKER}{digest(generated)}{_CLOSE}\n{generated}"


def digest(generated: str) -> str:
    """sha256 over the generated part: the text with every note taken out."""
    return sha256_hex(_without_notes(generated).encode("utf-8", "surrogatepass"))


def as_written(existing: str) -> str:
    """The text with the line ends that it was written with: git may have made others of all of them (`core.autocrlf`)."""
    count = existing.count("\r\n")
    return existing.replace("\r\n", "\n") if count and count == existing.count("\n") else existing


def in_conflict(existing: str) -> bool:
    """Whether git has left two versions of a rendered file in it."""
    lines = existing.split("\n")
    starts = [next((n for n, line in enumerate(lines) if line.startswith(mark)), -1) for mark in _CONFLICT]
    return starts[0] >= 0 and starts == sorted(starts) and any(line.startswith(_MARKER) for line in lines)


_CONFLICT = ("<<<<<<< ", "=======", ">>>>>>> ")


def examine(existing: str) -> Finding:
    """Whether a file is as it was rendered."""
    existing = as_written(existing)
    if "\n>>>>>>> " in existing and in_conflict(existing):
        return Finding.CONFLICT
    first, line_end, generated = existing.partition("\n")
    said = first.removeprefix(_MARKER).removesuffix(_CLOSE)
    if not line_end or len(said) != _DIGEST or not _HEX.issuperset(said) or first != f"{_MARKER}{said}{_CLOSE}":
        return Finding.FOREIGN
    return Finding.INTACT if digest(generated) == said else Finding.EDITED


def _without_notes(text: str) -> str:
    """The text with the content of every well-formed region taken out."""
    parts, position = [], 0
    while (begins := _next_region(text, position)) >= 0 and (end := text.find(END, begins)) >= 0:
        parts.append(text[position:begins])
        position = end
    return "".join([*parts, text[position:]])


def _next_region(text: str, position: int) -> int:
    """Where the content of the next note begins; -1 when there is none."""
    while (start := text.find(_START, position)) >= 0:
        position = start + len(_START)
        close = text.find(_CLOSE, position)
        if close < 0:
            return -1
        name = text[position:close]
        if (start == 0 or text[start - 1] == "\n") and name[:1] in _NAME_BEGINS and _NAME.issuperset(name):
            return close + len(_CLOSE)
    return -1
