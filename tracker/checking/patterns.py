"""Regular expressions in the plan."""

from __future__ import annotations

import re
from typing import Annotated

from tracker.checking.displayed import looked_at
from tracker.checking.rules import After, Before, many
from tracker.evidence.bounded import Found, search


def _compiles(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"expected a regular expression; {value!r} is none: {error}") from None
    return values


Patterns = Annotated[
    tuple[str, ...],
    Before(many),
    After(_compiles),
]
"""One regular expression or several, searched line by line (`^` and `$` are the ends of a line)."""


def find(pattern: str, text: str) -> Found | None:
    """Where a pattern first occurs in a text as it is displayed.

    Raises:
        TrackerError: that took too long.
    """
    return search(re.compile(pattern, re.MULTILINE), looked_at(pattern, text))
