"""The language of `create_when`: the conditions under which a prompt is written.

`phase-3 is complete and issue queue is open or check phase-3/suite[sqlite] has failed`: `and` binds closer than `or`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORMS = (
    "PHASE is complete",
    "PHASE has failed",
    "issue ISSUE is open",
    "issue ISSUE is resolved",
    "check PHASE/CHECK has passed",
    "check PHASE/CHECK has failed",
)
"""Every condition that there is."""
EXPECTED = ", ".join(f"`{form}`" for form in FORMS) + "; several joined by ` and ` or ` or `"
_STATES = {"phase": ("is complete", "has failed"), "issue": ("is open", "is resolved"), "check": ("has passed", "has failed")}
_CONDITION = re.compile(r"(?:(?P<kind>issue|check) )?(?P<name>\S+) (?P<state>(?:is|has) \w+)")
_CHECK = re.compile(r"(?P<phase>[^/\[\]]+)/(?P<check>[^/\[\]]+)(?:\[(?P<variant>[^\]]+)\])?")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition."""

    kind: str
    """`phase`, `issue` or `check`."""
    name: str
    """The id of a phase or an issue; of a check its own."""
    state: str
    """`complete`, `failed`, `open`, `resolved` or `passed`."""
    phase: str = ""
    """Of a check: its phase."""
    variant: str = ""
    """Of a check: the variant that is meant; empty: all of them have passed, or any has failed."""


Conditions = tuple[tuple[Condition, ...], ...]
"""Alternatives, in each of which every condition must hold."""


def parse_create_when(text: str) -> Conditions:
    """The conditions in a text; none for an empty one.

    Raises:
        ValueError: a part is not understood; it is the first argument.
    """
    if not text.strip():
        return ()
    words = " ".join(text.split())
    return tuple(tuple(_condition(part) for part in f"{group} ".split(" and ")) for group in f" {words} ".split(" or "))


def _condition(part: str) -> Condition:
    match = _CONDITION.fullmatch(part.strip())
    kind = (match["kind"] or "phase") if match else ""
    if match is None or match["state"] not in _STATES[kind]:
        raise ValueError(part.strip())
    name, state = match["name"], match["state"].rpartition(" ")[2]
    if kind != "check":
        return Condition(kind, name, state)
    parts = _CHECK.fullmatch(name)
    if parts is None:
        raise ValueError(part.strip())
    return Condition(kind, parts["check"], state, parts["phase"], parts["variant"] or "")
