"""What a figure must be: `648`, `>= 648`, `<= 4`, `> 0`, `< 1`, `3..5`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Annotated

from tracker.checking.rules import Parsed

_FORM = re.compile(r"\s*(>=|<=|>|<)?\s*(-?\d+(?:\.\d+)?)\s*(?:\.\.\s*(-?\d+(?:\.\d+)?)\s*)?")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "": lambda found, limit: found == limit,
    ">=": lambda found, limit: found >= limit,
    "<=": lambda found, limit: found <= limit,
    ">": lambda found, limit: found > limit,
    "<": lambda found, limit: found < limit,
}


@dataclass(frozen=True, slots=True)
class BoundValue:
    """A limit, or a range with both ends included."""

    relation: str
    limit: float
    upper: float | None = None

    def holds(self, found: float) -> bool:
        """Whether a figure is as it must be."""
        if self.upper is not None:
            return self.limit <= found <= self.upper
        return _COMPARE[self.relation](found, self.limit)

    def __str__(self) -> str:
        if self.upper is not None:
            return f"{_shown(self.limit)}..{_shown(self.upper)}"
        return f"{self.relation} {_shown(self.limit)}".strip()


def _shown(figure: float) -> str:
    """Exactly: what a check means is told by this text, too."""
    return str(int(figure)) if figure.is_integer() else repr(figure)


def parse_bound(text: object) -> BoundValue:
    """The bound in a text.

    Raises:
        ValueError: the text is no bound.
    """
    match = _FORM.fullmatch(str(text))
    if match is None or (match[3] and match[1]):
        raise ValueError("expected a figure such as 648, >= 648, <= 4 or 3..5")
    limit, upper = float(match[2]), float(match[3]) if match[3] else None
    if not isfinite(limit) or (upper is not None and not limit <= upper < inf):
        raise ValueError("expected a range from the smaller to the greater figure, such as 3..5")
    return BoundValue(match[1] or "", limit, upper)


Bound = Annotated[BoundValue, Parsed(parse_bound, examples=["648", ">= 648", "3..5"])]
