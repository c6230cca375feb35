"""What a phase promises, as `status` and `explain` have it as JSON."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class LateFace(TypedDict):
    """Something that was promised after the phase was proved: nothing that was found then ticks it."""

    of: str
    """The phase whose promise it is; empty for one of the whole plan."""
    kind: str
    """`deliverable`, `criterion`, or `file` for a declared file."""
    text: str
    """In the words of the plan."""
    checks: list[str]
    """The checks that are to prove it and whose results are older; empty where the phase as a whole does."""


class PromiseFace(TypedDict):
    """A deliverable or a success criterion, and whether it is so."""

    kind: Literal["deliverable", "criterion"]
    """Which of them."""
    text: str
    """In the words of the plan."""
    mark: str
    """`done`, `waiting`, `warn` (what it rests on changed), `bad`, or `person`: only a person can tell the rest."""
    claimed: bool
    """Whether it is done by somebody's word only."""
    why: str
    """What that follows from, or what will prove it; empty where that is the phase itself."""
