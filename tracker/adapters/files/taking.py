"""Patterns and paths that are not on the disk: those of a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.adapters.files.globs import LEFT, OWN, fixed_part, matching, plain


def taken_by(patterns: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
    """Which of these paths the patterns would take if they were on the disk; the name of a folder means all below it."""
    listed = [pattern for pattern in patterns if not pattern.startswith("env:")]
    wanted = [_taken(plain(pattern)) for pattern in listed if not pattern.startswith("!")]
    unwanted = [matching(plain(pattern[1:])) for pattern in listed if pattern.startswith("!")]
    return tuple(path for path in paths if any(take(path) for take in wanted) and not any(takes(path) for takes in unwanted))


def _taken(pattern: str) -> Callable[[str], bool]:
    """Whether a pattern takes a path that is a file."""
    fixed = fixed_part(pattern)
    takes = matching(pattern)

    def is_taken(path: str) -> bool:
        if path == pattern:
            return True
        if not (path.startswith(f"{pattern}/") if fixed == pattern else takes(path)):
            return False
        return not (OWN | LEFT).intersection(path[len(fixed) :].split("/")[:-1])

    return is_taken
