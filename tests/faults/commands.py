"""The commands that write, and how the cases of a figure are numbered: the same number is the same fault on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from .lab import Lab
from .shim import Counts, Fault

COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "run": ("new", ("run", "1", "2", "--json")),
    "approve": ("asked", ("approve", "3", "--json")),
    "record": ("new", ("record", "4", "--check", "suite", "--junit", "../report.xml", "--json")),
    "render": ("stale", ("render",)),
    "prompt": ("new", ("prompt", "1", "--out", "prompt.md")),
    "new-prompt": ("new", ("new-prompt", "mine")),
    "new-section": ("new", ("new-section", "mine")),
    "init": ("empty", ("init",)),
}
"""Command → the template that it starts from, and its words."""
MADE = {"prompt": "prompt.md", "new-prompt": "prompts/mine.md.j2", "new-section": "documents/mine.md.j2"}
"""Commands that make one file and leave it alone when it is there."""


def counted(lab: Lab, command: str, words: Sequence[str], *, reads: int = 0) -> Counts:
    """How many calls of a command count."""
    lab.fresh(COMMANDS[command][0])
    done = lab.command(*words, fault=Fault("count", reads=reads))
    assert done.code == 0, done.err
    return lab.shim.counts


def numbered(
    counts: dict[str, Counts], seed: int, faults: Callable[[Counts, random.Random], list[Fault]], *, again: bool = False
) -> Iterator[tuple[str, Fault]]:
    """Every fault of every command, in an order by the seed; `again` and again, when that is wanted.

    Two runs of a command differ by some calls. So there is room for a power of two of them, and a case after the last call is
    nothing to do.
    """
    room = {command: Counts(*(1 << count.bit_length() for count in found)) for command, found in counts.items()}
    chance = random.Random(seed)
    while True:
        cases = [(command, fault) for command in counts for fault in faults(room[command], chance)]
        chance.shuffle(cases)
        yield from cases
        if not again:
            return


def is_beyond(fault: Fault, counts: Counts) -> bool:
    """Whether there is no such call, nor would there be in another run of the command."""
    return fault.at > fault.among(counts) * 1.05 + 1
