"""What the outside says of itself, as plain values. Light: the ports that say it are in `tracker.model.ports`."""

from typing import NamedTuple


class Head(NamedTuple):
    """Where a repository stands."""

    commit: str | None
    """Full hash; None in a repository without commits."""
    branch: str | None
    """None when HEAD is detached."""
    operation: str = ""
    """`merge`, `rebase`, `cherry-pick`, `revert` or `bisect` when one is under way."""
    tree: str = ""
    """The tree of the commit, where git was asked for it."""


class Touched(NamedTuple):
    """Documents that are not as the tracker wrote them."""

    edited: tuple[str, ...] = ()
    """Changed by hand where the tracker writes."""
    conflicted: tuple[str, ...] = ()
    """As git leaves them when two branches rendered them otherwise."""


class CommitFacts(NamedTuple):
    """What is recorded about a commit."""

    commit: str
    tree: str
    subject: str
    author_date: str
    """ISO 8601 with the author's offset."""
    files: int
    insertions: int
    deletions: int
    paths: tuple[str, ...] = ()
    author: str = ""
    """The author's e-mail address, by which authors are counted."""


class LockHolder(NamedTuple):
    """Who holds a lock."""

    run: str
    pid: int
    host: str
    since: str
    started: int = 0
    """When the process started, in the system's own ticks; 0 where it does not say."""
