"""Colour for terminals, by the NO_COLOR convention (no-color.org). Imports nothing: `tracker status` must stay fast."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

WIDE = 10_000
"""Columns where the output is no terminal: nothing is cut."""
_CODES = {"green": "32", "red": "31", "yellow": "33", "cyan": "36", "dim": "2", "bold": "1"}


def wants_colour(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR is set; FORCE_COLOR overrules the terminal."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"


class Paint:
    """Puts colour around text, or leaves it as it is."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, *styles: str) -> str:
        """The text in these styles."""
        if not self._on or not styles or not text:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"


def clip(text: str, width: int) -> str:
    """The text in at most `width` characters, with an ellipsis where something was cut."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def folded(text: str, width: int, indent: str) -> list[str]:
    """The text in lines of `width` characters, broken between words; a word that is longer stays whole."""
    if len(indent) + len(text) <= width:
        return [indent + text]
    from textwrap import wrap  # with `re`: only where something is too long

    return wrap(
        text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False
    )


def middle(text: str, width: int) -> str:
    """The same for names that differ at their end: what is cut is in the middle."""
    if len(text) <= width:
        return text
    end = max(width - 1, 0) * 2 // 3
    return text[: max(width - 1 - end, 0)] + "…" + (text[-end:] if end else "")


_KEPT = "\t\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Not printable by themselves, and part of how Persian, Hindi and families of emoji are written."""
_ESCAPED = {
    number: f"\\u{number:04x}"
    for number in (*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}
"""What JSON may have in a text as it is, and a terminal would obey: the second set of controls, and changes of direction."""


def printable(text: str) -> str:
    """Text without control characters, so that no output can move a cursor or hide itself."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _KEPT else "\N{REPLACEMENT CHARACTER}" for c in text)


def plain_json(text: str) -> str:
    """JSON that can be printed on a terminal: what that would obey is escaped, which means the same."""
    return text if text.isascii() else text.translate(_ESCAPED)
