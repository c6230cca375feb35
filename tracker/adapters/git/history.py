"""What differs from a commit, and what files were in it: the answers of git, taken apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.adapters.git.runner import GitRunner, refused

LARGEST = 2_000_000
"""Bytes of a file whose text is asked for; a larger one is no test."""
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def moves(out: str) -> dict[str, str]:
    """Path → its path before, from `git diff -z --name-status`: empty for a new file, its own for one that is gone."""
    fields, found = iter(out.split("\0")), dict[str, str]()
    for state in fields:
        if not state:
            continue
        path = next(fields)
        if state[0] in "RC":
            now = next(fields)
            found[now] = path if state[0] == "R" else ""
        else:
            found[path] = "" if state[0] == "A" else path
    return found


def newest(out: str) -> dict[str, str]:
    """Path → the first commit that names it, from `git log -z --format=%H --name-only`."""
    found: dict[str, str] = {}
    commit = ""
    for field in out.split("\0"):
        word = field.lstrip("\n")
        if _COMMIT.fullmatch(word):
            commit = word
        elif word:
            found.setdefault(word, commit)
    return found


def contents(git: GitRunner, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Path → its text in a commit, by one git for all of them. No content filter is run.

    Raises:
        GitError: git refused.
    """
    asked = [path for path in paths if "\n" not in path]
    if not asked:
        return {}
    words = ("cat-file", "--batch")
    stdin = "".join(f"{commit}:{path}\n" for path in asked).encode("utf-8", "surrogateescape")
    code, out, err = git.call(words, stdin=stdin)
    if code:
        raise refused(words, err)
    return _taken_apart(out.encode("utf-8", "surrogateescape"), asked)


def _taken_apart(out: bytes, asked: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    for path in asked:
        end = out.index(b"\n", place)
        head = out[place:end].rsplit(b" ", 2)
        place = end + 1
        if len(head) != 3 or not head[2].isdigit():  # noqa: PLR2004 - name, type and size; otherwise it is not there
            continue
        size = int(head[2])
        if head[1] == b"blob" and size <= LARGEST:
            found[path] = out[place : place + size].decode("utf-8", "replace")
        place += size + 1
    return found
