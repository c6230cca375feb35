"""What a figure must be: `648`, `>= 648`, `<= 4`, `> 0`, `< 1`, `3..5`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

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
            return f"{self.limit:g}..{self.upper:g}"
        return f"{self.relation} {self.limit:g}".strip()


def parse_bound(value: Any) -> Any:
    """The bound in a text; anything else is left for pydantic to refuse.

    Raises:
        ValueError: the text is no bound.
    """
    if isinstance(value, BoundValue):
        return value
    match = _FORM.fullmatch(str(value))
    if match is None or (match[3] and match[1]):
        raise ValueError("expected a figure such as 648, >= 648, <= 4 or 3..5")
    return BoundValue(match[1] or "", float(match[2]), float(match[3]) if match[3] else None)


Bound = Annotated[
    BoundValue,
    BeforeValidator(parse_bound),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["648", ">= 648", "3..5"]}),
]
