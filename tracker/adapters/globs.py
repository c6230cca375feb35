"""Path patterns: `*` and `?` inside a name, `**` across folders, `[…]` sets, a leading `!` takes away."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_MAGIC = re.compile(r"[*?\[]")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression over whole relative paths."""
    out: list[str] = []
    position = 0
    while position < len(pattern):
        rest = pattern[position:]
        if rest.startswith("**/"):
            out.append("(?:[^/]+/)*")
            position += 3
        elif rest.startswith("**"):
            out.append(".*")
            position += 2
        elif rest[0] == "*":
            out.append("[^/]*")
            position += 1
        elif rest[0] == "?":
            out.append("[^/]")
            position += 1
        elif rest[0] == "[" and (end := rest.find("]", 2)) > 0:
            inner = rest[1:end].replace("\\", r"\\")
            out.append(f"[^{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]")
            position += end + 1
        else:
            out.append(re.escape(rest[0]))
            position += 1
    return re.compile("".join(out), re.DOTALL)


def fixed_part(pattern: str) -> str:
    """The folder in front of the first wildcard: `server` for `server/**/*.py`."""
    match = _MAGIC.search(pattern)
    if match is None:
        return pattern
    return pattern[: match.start()].rpartition("/")[0]


def is_literal(pattern: str) -> bool:
    """Whether the pattern names one path."""
    return _MAGIC.search(pattern) is None


def walk(root: str, folder: str, folders: dict[str, None], skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every file below a folder, relative to `root`; `.git` and `skip` left out, links to folders not followed.

    Each folder that is looked into is added to `folders`.
    """
    stack = [folder]
    while stack:
        here = stack.pop()
        folders[here] = None
        try:
            entries = list(os.scandir(os.path.join(root, here)))
        except OSError:
            continue
        for entry in entries:
            path = f"{here}/{entry.name}" if here else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git" and path not in skip:
                    stack.append(path)
            elif entry.is_file():
                yield path


def expand(root: str, patterns: Iterable[str], folders: dict[str, None]) -> tuple[str, ...]:
    """The files that match, sorted."""
    listed = list(patterns)
    wanted = [p for p in listed if not p.startswith("!")]
    unwanted = [compiled(p[1:]) for p in listed if p.startswith("!")]
    found: set[str] = set()
    for pattern in wanted:
        if is_literal(pattern):
            if os.path.isfile(os.path.join(root, pattern)):
                found.add(pattern)
            continue
        regex = compiled(pattern)
        found.update(path for path in walk(root, fixed_part(pattern), folders) if regex.fullmatch(path))
    if unwanted:
        found = {path for path in found if not any(regex.fullmatch(path) for regex in unwanted)}
    return tuple(sorted(found))
