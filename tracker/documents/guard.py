"""What a person typed is never lost: a digest tells hand-made edits, and note regions carry hand-written text along.

A rendered file starts with `MARKER`, whose digest covers everything after that line except what stands inside note regions.
A note region is `<!-- note: NAME -->` at the start of a line, up to the next `<!-- /note -->`; while it is empty both stand
on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.documents.seal import END
from tracker.errors import Problem

_START = re.compile(r"^<!-- note: ([a-z0-9][a-z0-9._-]*) -->", re.MULTILINE)
_ANY = re.compile(r"^<!-- note: ([a-z0-9][a-z0-9._-]*) -->|<!-- /note -->", re.MULTILINE)
_MARKER_LIKE = re.compile(r"<!--(?=\s*/?note\b)")


@dataclass(frozen=True, slots=True)
class Notes:
    """The hand-written text of each region, by name, and what is wrong with the markers."""

    texts: dict[str, str]
    lines: dict[str, int]
    problems: tuple[Problem, ...]


def region(name: str, text: str = "") -> str:
    """A note region with this text, exactly as it was typed."""
    return f"<!-- note: {name} -->{text}{END}"


def disarm(text: str) -> str:
    """Text in which nothing can be taken for a note marker; for what comes from plans and logs."""
    return _MARKER_LIKE.sub("<! --", text)


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
        if match[0] == END:
            if inside is None:
                report(match, "a note's end without its start", "`<!-- note: NAME -->` before it")
            else:
                texts[inside[1]] = existing[inside.end() : match.start()]
            inside = None
            continue
        if inside is not None:
            report(inside, f"the note {inside[1]!r} has no end", f"`{END}` behind its text")
        if match[1] in lines:
            report(match, f"the note {match[1]!r} a second time", f"each once; the first is at line {lines[match[1]]}")
        lines.setdefault(match[1], existing.count("\n", 0, match.start()) + 1)
        inside = match
    if inside is not None:
        report(inside, f"the note {inside[1]!r} has no end", f"`{END}` behind its text")
    return Notes(texts, lines, tuple(problems))


def with_notes(generated: str, notes: Notes) -> str:
    """New text with the old notes in their regions. A note whose region is gone is kept at the end, with its name."""
    known: set[str] = set()

    def fill(match: re.Match[str]) -> str:
        known.add(match[1])
        return region(match[1], notes.texts.get(match[1], ""))

    filled = re.sub(_START.pattern + re.escape(END), fill, generated, flags=re.MULTILINE)
    orphans = [region(name, text) for name, text in notes.texts.items() if name not in known and text.strip()]
    return filled + "".join(f"\n{orphan}\n" for orphan in orphans)
