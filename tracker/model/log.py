"""What is kept of an execution in short: the output of a process, and figures."""

from typing import NamedTuple

Fact = int | float | str | bool
"""A figure or word that evidence states and documents may show."""


class Log(NamedTuple):
    """The output of a process: kept whole in a file beside the journal, and in short in the journal."""

    path: str
    """Relative to the project's root, below `.tracker/runs/`."""
    sha256: str
    """Of everything that the process wrote, also of what the cap on the file cut."""
    size: int
    """Bytes that the process wrote."""
    head: str
    tail: str
    """First and last lines, UTF-8 errors replaced, control characters removed. `tail` is empty when `head` is all."""
