"""What is the same about failures that have the same cause: stage, exception type and the message without its accidents."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.evidence.rules import rules
from tracker.model.result import TestCase

VALUE = "<value>"
_ALIKE = str.maketrans("123456789", "0" * 9)
_ACCIDENTS = (
    ("-", re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    ("-", re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (":", re.compile(r"\b\d\d?:\d\d:\d\d(?:[.,]\d+)?\b"), "<time>"),
    ("0x", re.compile(r"\b0x[0-9a-fA-F]+\b"), "<address>"),
    ("://", re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>)]+"), "<url>"),
    ("\\", re.compile(r"(?<![\w.<])(?:[A-Za-z]:)?(?:\\{1,2}[\w.@+~ -]*[\w.@+~-]){2,}(?::\d+)*"), "<path>"),
    ("/", re.compile(r"(?<![\w.<])(?:[A-Za-z]:)?(?:/[\w.@+~-]+)+/?(?::\d+)*"), "<path>"),
    ("/", re.compile(r"(?<![\w.-])(?:\.{0,2}/)?(?:[\w.@+-]+/)+[\w@+-]+\.[A-Za-z]\w{0,4}(?::\d+)*"), "<path>"),
    ("", re.compile(r"\b(?=[A-Fa-f]*\d)(?=\d*[A-Fa-f])[0-9A-Fa-f]{7,64}\b"), "<id>"),
    ("s", re.compile(r"\b\d+(?:[.,]\d+)*(?:e[+-]?\d+)? ?(?:[nuµm]?s|secs?|seconds?)\b"), "<duration>"),
    ("min", re.compile(r"\b\d+(?:[.,]\d+)* ?(?:minutes?|min)\b"), "<duration>"),
    ("=(", re.compile(r"=\([^)]*\)"), "=(<values>)"),
)
"""(text without which the pattern cannot be there, pattern, what stands for it), in this order."""
_NUMBER = re.compile(r"(?:(?<![A-Za-z<])[+-])?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")
_QUOTED = re.compile(r"""(?<![\w<])[bru]{0,2}'(?:[^'\\]|\\.)*'(?!\w)|(?<![\w<])[bru]{0,2}"(?:[^"\\]|\\.)*"(?!\w)|`[^`]*`""")


class Shape(NamedTuple):
    """A failure's signature, and what was taken out of it."""

    signature: str
    values: tuple[str, ...]
    """The quoted values, in the order of their `<value>`s."""

    @property
    def literal(self) -> str:
        """The signature with all its values in it."""
        pieces = self.signature.split(VALUE)
        if len(pieces) != len(self.values) + 1:  # a message that itself has `<value>` in it
            return self.signature
        return pieces[0] + "".join(value + piece for value, piece in zip(self.values, pieces[1:], strict=True))


def signature(case: TestCase) -> str:
    """One line that failures of the same cause share: `setup OperationalError: no such table: sessions`."""
    return shape(case.stage, case.type, case.message).signature


def shape(stage: str, kind: str, message: str) -> Shape:
    """The signature of a failure with this cause."""
    known = rules()
    short = kind.rpartition(".")[2]
    words = known.cause(short, message)
    if words:
        return Shape(f"{stage or 'call'} {words}", ())
    first = message.split("\n", 1)[0]
    if short and first in ("", kind, short):  # an exception without a message
        return Shape(f"{stage or 'call'} {short}", ())
    # No pattern asks which digit it is, so messages that differ in digits alone are looked at once.
    text, values = _without_accidents(known.keep_names(first).translate(_ALIKE))
    return Shape(f"{stage or 'call'} {short}: {text}" if short else f"{stage or 'call'} {text}".rstrip(), values)


@lru_cache(maxsize=4096)
def _without_accidents(text: str) -> tuple[str, tuple[str, ...]]:
    for sign, pattern, replacement in _ACCIDENTS:
        if sign in text:
            text = pattern.sub(replacement, text)
    text = " ".join(_NUMBER.sub("<n>", text).split())
    if "'" not in text and '"' not in text and "`" not in text:
        return text, ()
    values = tuple(_QUOTED.findall(text))
    return (_QUOTED.sub(VALUE, text), values) if values else (text, ())


def as_pattern(words: str) -> re.Pattern[str]:
    """What a signature that somebody wrote down matches: the literal form of the same failure, any value for `<value>`."""
    return re.compile(f"(?:{_QUOTED.pattern}|{VALUE})".join(re.escape(piece) for piece in words.split(VALUE)))
