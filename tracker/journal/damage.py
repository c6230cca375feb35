"""Lines of a journal that cannot be believed."""

from typing import NamedTuple


class Damage(NamedTuple):
    """A line that cannot be believed. Everything else is still read."""

    place: str
    """file:line."""
    why: str
    run: str
    torn: bool = False
    """An unfinished last line, as a killed writer leaves it: it was never acknowledged, so nothing is lost."""
