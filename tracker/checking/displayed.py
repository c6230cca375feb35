"""Text as a person sees it on a terminal: what patterns of the plan are looked for in."""

from __future__ import annotations

import re
from functools import lru_cache

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])")
"""Control sequences of ECMA-48: colours, cursor, titles, links."""
_ERASED = re.compile(r"\x1b\[[02]?K")
_ERASE = "\0"
"""Stands for "the line is erased from here" until that is done."""
_SIGNS = ("\r", "\x1b", "\b")
_NAMED = re.compile(r"[\r\x1b\x08]|\\(?:r|e|x1[bB]|x0?[dD]|u00(?:1[bB]|0[dD])|033|015)")
"""Ways to write a control character in a pattern."""


def looked_at(pattern: str, text: str) -> str:
    """Where a pattern is looked for: in what is displayed, or in all that is there when it asks for such characters itself."""
    return text if _NAMED.search(pattern) else displayed(text)


@lru_cache(maxsize=2)
def displayed(text: str) -> str:
    """The same as `as_displayed`, kept for the patterns that are looked for in one text."""
    return as_displayed(text)


def as_displayed(text: str) -> str:
    """Without colours and other control sequences, CRLF as a line's end, and without what a CR or a backspace overwrites."""
    if not any(sign in text for sign in _SIGNS):
        return text
    text = text.replace("\0", "").replace("\r\n", "\n")
    text = _SEQUENCE.sub("", _ERASED.sub(_ERASE, text))
    if "\r" not in text and "\b" not in text:
        return text.replace(_ERASE, "")
    return "\n".join(_line(line) if "\r" in line or "\b" in line else line.replace(_ERASE, "") for line in text.split("\n"))


def _line(line: str) -> str:
    """One line, written as a terminal does."""
    shown: list[str] = []
    at = 0
    for part in re.split(f"([\r\b{_ERASE}])", line):
        if part == "\r":
            at = 0
        elif part == "\b":
            at = max(at - 1, 0)
        elif part == _ERASE:
            del shown[at:]
        else:
            shown[at : at + len(part)] = part
            at += len(part)
    return "".join(shown)
