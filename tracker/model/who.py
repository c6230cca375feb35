"""Who does something, as events say it. Light imports only: a look at the plan shows it, too."""

from collections.abc import Sequence
from typing import NamedTuple

PERSON, AGENT, CI = "person", "agent", "ci"


class Who(NamedTuple):
    """Who does something: git's identity, and what kind of session it happens in."""

    by: str = ""
    """Git's identity, `Name <address>`; empty when git knows none."""
    kind: str = ""
    """`person`, `agent` or `ci`; empty when nothing tells."""
    agent: str = ""
    """Which agent or CI service, as its environment says."""
    sign: str = ""
    """The variable that says so; empty for a person, and never recorded."""


def who_words(by: str, kind: str, agent: str = "") -> str:
    """Who did something, in words; of a person the identity alone."""
    named = f" ({agent})" if agent else ""
    what = {AGENT: f"an agent{named}", CI: f"CI{named}"}.get(kind, "")
    return ", ".join(part for part in (by, what) if part)


def is_same(identity: str, word: str) -> bool:
    """Whether a word means this identity: `Name <address>`, the name alone, or the address alone."""
    name, _, address = identity.removesuffix(">").partition(" <")
    return bool(word) and (word in (identity, name) or word.casefold() == address.casefold())


def address_of(identity: str) -> str:
    """The address in `Name <address>`; the whole text where it is none of these."""
    return identity.removesuffix(">").rpartition("<")[2]


def may(by: str, *allowed: Sequence[str]) -> bool:
    """Whether somebody may approve: each list names whom it allows, by name or address, or is empty and allows everybody."""
    return all(not words or any(is_same(by, word) for word in words) for words in allowed)
