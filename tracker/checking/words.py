"""What kinds of checks say of themselves: clauses for people, and the names that have to lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from tracker.checking.bound import BoundValue

_RELATIONS = {"": "exactly", ">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


class Reference(NamedTuple):
    """Something else in the plan that a check names."""

    path: tuple[str | int, ...]
    """Where in the check: `("expect", "resolves", 0)`."""
    what: Literal["phase", "check", "issue"]
    name: str
    phase: str = ""
    """Of a check: the phase that it is in, or in whose sub-phases."""


def bound_words(bound: BoundValue) -> str:
    """`at least 648`, `3 to 5`."""
    if bound.upper is not None:
        return f"{bound.limit:g} to {bound.upper:g}"
    return f"{_RELATIONS[bound.relation]} {bound.limit:g}"


def pattern_words(has: str, lacks: str, wanted: Iterable[str], unwanted: Iterable[str]) -> Iterator[str]:
    """A clause for the patterns that must be found, and one for those that must not."""
    for words, patterns in ((has, wanted), (lacks, unwanted)):
        if quoted := [f"`{pattern}`" for pattern in patterns]:
            yield f"{words} {', '.join(quoted)}"


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)
