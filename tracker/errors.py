"""What a user is told when something cannot be done: a message, hints, and an exit code.

Every failure that a user can cause is a `TrackerError`. Anything else that reaches the top is a bug of ours
and ends with `ExitCode.BUG`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command, as documented in docs/exit-codes.md."""

    OK = 0
    FAILED = 1
    """A check failed, or a document is out of date or was edited by hand."""
    USAGE = 2
    INVALID_PLAN = 3
    BLOCKED = 4
    """The request is impossible in the present state."""
    LOCKED = 5
    PENDING = 8
    """Nothing failed, but somebody has to act first, for example to approve."""
    BUG = 70
    INTERRUPTED = 130


class Problem:
    """One thing wrong at one place, as `file:line:column: message`.

    Not a dataclass: the fast path of the command line must not pay for importing `dataclasses`.
    """

    __slots__ = ("column", "expected", "file", "found", "hint", "line", "message")

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        line: int = 0,
        column: int = 0,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.hint = hint

    @property
    def place(self) -> str:
        """`file:line:column`, or as much of it as is known."""
        parts = [self.file, str(self.line) if self.line else "", str(self.column) if self.column else ""]
        return ":".join(part for part in parts if part)

    def lines(self) -> list[str]:
        """The problem as a person reads it: the place first, so that editors can jump to it."""
        head = f"{self.place}: {self.message}" if self.place else self.message
        body = []
        if self.found:
            body.append(f"  found     {self.found}")
        if self.expected:
            body.append(f"  expected  {self.expected}")
        if self.hint:
            body.append(f"  hint      {self.hint}")
        return [head, *body]

    def as_dict(self) -> dict[str, object]:
        """The same for `--json`."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __repr__(self) -> str:
        return f"Problem({self.place!r}, {self.message!r})"


class TrackerError(Exception):
    """A request that cannot be carried out, with what to do instead."""

    code = ExitCode.FAILED

    def __init__(self, message: str, *, hints: Sequence[str] = (), problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)
        self.problems = tuple(problems)


class UsageError(TrackerError):
    """The words of the command are wrong: an unknown phase, a malformed option."""

    code = ExitCode.USAGE


class InvalidPlanError(TrackerError):
    """The plan has problems; all of them are in `problems`."""

    code = ExitCode.INVALID_PLAN


class BlockedError(TrackerError):
    """The present state does not allow the request."""

    code = ExitCode.BLOCKED


class LockedError(TrackerError):
    """Another run holds what this one needs."""

    code = ExitCode.LOCKED


class UnreachableError(TrackerError):
    """Something outside does not answer now, and may later: a retry makes sense."""


class StorageError(TrackerError):
    """Reading or writing a file failed; nothing half-written was left behind."""

    code = ExitCode.FAILED


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'timeout'?`, or all that is known when nothing is near; empty when nothing is known."""
    import difflib

    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"one of: {', '.join(names)}" if names else ""
