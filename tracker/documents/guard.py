"""What a person typed is never lost: a digest tells hand-made edits, and note regions carry hand-written text along.

A rendered file starts with `MARKER`, whose digest covers everything after that line except what stands inside note regions.
A note region is `<!-- note: NAME -->` at the start of a line, up to the next `<!-- /note -->`; while it is empty both stand
on one line.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import Problem

_MARKER = re.compile(
    r"<!-- Written by tracker from the plan and the journal; edit only between note markers\. sha256:([0-9a-f]{64}) -->\n"
)
_START = re.compile(r"^<!-- note: ([a-z0-9][a-z0-9._-]*) -->", re.MULTILINE)
_END = "<!-- /note -->"
_ANY = re.compile(r"^<!-- note: ([a-z0-9][a-z0-9._-]*) -->|<!-- /note -->", re.MULTILINE)
_MARKER_LIKE = re.compile(r"<!--(?=\s*/?note\b)")


class Finding(StrEnum):
    """What an existing file is."""

    INTACT = "intact"
    """As rendered; notes may have been typed."""
    EDITED = "edited"
    """Changed by hand outside the notes."""
    FOREIGN = "foreign"
    """Not written by tracker."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The hand-written text of each region, by name, and what is wrong with the markers."""

    texts: dict[str, str]
    lines: dict[str, int]
    problems: tuple[Problem, ...]


def region(name: str, text: str = "") -> str:
    """A note region with this text, exactly as it was typed."""
    return f"<!-- note: {name} -->{text}{_END}"


def disarm(text: str) -> str:
    """Text in which nothing can be taken for a note marker; for what comes from plans and logs."""
    return _MARKER_LIKE.sub("<! --", text)


def seal(generated: str) -> str:
    """The file: the marker line, then the text, whose note regions may hold notes."""
    return (
        "<!-- Written by tracker from the plan and the journal; edit only between note markers. "
        f"sha256:{digest(generated)} -->\n{generated}"
    )


def digest(generated: str) -> str:
    """sha256 over the generated part: the text with every note taken out."""
    return hashlib.sha256(_without_notes(generated).encode("utf-8", "surrogatepass")).hexdigest()


def examine(existing: str) -> Finding:
    """Whether a file is as it was rendered."""
    match = _MARKER.match(existing)
    if match is None:
        return Finding.FOREIGN
    return Finding.INTACT if digest(existing[match.end() :]) == match[1] else Finding.EDITED


def _without_notes(text: str) -> str:
    """The text with the content of every well-formed region taken out."""
    parts, position = [], 0
    while (start := _START.search(text, position)) is not None:
        end = text.find(_END, start.end())
        if end < 0:
            break
        parts.append(text[position : start.end()])
        position = end
    return "".join([*parts, text[position:]])


def read_notes(existing: str, path: str) -> Notes:
    """The notes of a rendered file, and every damaged marker with its line."""
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    inside: re.Match[str] | None = None

    def report(match: re.Match[str], message: str, expected: str) -> None:
        line = existing.count("\n", 0, match.start()) + 1
        problems.append(Problem(message, file=path, line=line, found=match[0], expected=expected))

    for match in _ANY.finditer(existing):
        if match[0] == _END:
            if inside is None:
                report(match, "a note's end without its start", "`<!-- note: NAME -->` before it")
            else:
                texts[inside[1]] = existing[inside.end() : match.start()]
            inside = None
            continue
        if inside is not None:
            report(inside, f"the note {inside[1]!r} has no end", f"`{_END}` behind its text")
        if match[1] in lines:
            report(match, f"the note {match[1]!r} a second time", f"each once; the first is at line {lines[match[1]]}")
        lines.setdefault(match[1], existing.count("\n", 0, match.start()) + 1)
        inside = match
    if inside is not None:
        report(inside, f"the note {inside[1]!r} has no end", f"`{_END}` behind its text")
    return Notes(texts, lines, tuple(problems))


def with_notes(generated: str, notes: Notes) -> str:
    """New text with the old notes in their regions. A note whose region is gone is kept at the end, with its name."""
    known: set[str] = set()

    def fill(match: re.Match[str]) -> str:
        known.add(match[1])
        return region(match[1], notes.texts.get(match[1], ""))

    filled = re.sub(_START.pattern + re.escape(_END), fill, generated, flags=re.MULTILINE)
    orphans = [region(name, text) for name, text in notes.texts.items() if name not in known and text.strip()]
    return filled + "".join(f"\n{orphan}\n" for orphan in orphans)
