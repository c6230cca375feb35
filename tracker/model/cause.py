"""Why tests failed, in short: what the largest groups of them have in common."""

from typing import NamedTuple


class Cause(NamedTuple):
    """Failing tests with one cause; or, without a title, all those that are beyond the largest groups."""

    failures: int
    title: str
    """The first line of one of the messages."""
    place: str
    """Where that one failed, `file:line`, or the file alone; empty when the report says neither."""
    tests: tuple[str, ...]
    """The first ids, sorted."""
