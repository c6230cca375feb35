"""What one git process says of a commit: its facts, and the entries that it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.adapters.git.runner import GitRunner
from tracker.model.found import CommitFacts

_FORMAT = "%H%x00%T%x00%s%x00%aI%x00%ae%x00"
_FIELDS = 5
_NONE = "000000"
"""The mode of what is not there."""


@dataclass(frozen=True, slots=True)
class Made:
    """A commit, seen beside its first parent. An entry is `mode blob`."""

    facts: CommitFacts
    before: dict[str, str]
    after: dict[str, str]


def made_by(git: GitRunner, commit: str) -> Made | None:
    """What is known about a commit; None when the repository does not have it."""
    code, out, _ = git.call(
        ["log", "-1", "-z", "--no-show-signature", f"--format={_FORMAT}", "--raw", "--no-abbrev", "--numstat", "--no-renames",
         "--no-textconv", "--no-ext-diff", "--ignore-submodules=none", "--end-of-options", commit],
    )  # fmt: skip
    fields = out.split("\0")
    if code or len(fields) < _FIELDS:
        return None
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    counts: list[str] = []
    rest = iter(fields[_FIELDS:])
    for field in rest:
        if not field.lstrip("\n").startswith(":"):
            counts.append(field)
            continue
        path = next(rest)
        old_mode, mode, old, new, _ = field.lstrip("\n:").split(" ")
        before.update({path: f"{old_mode} {old}"} if old_mode != _NONE else {})
        after.update({path: f"{mode} {new}"} if mode != _NONE else {})
    rows = numstat(counts)
    facts = CommitFacts(
        commit=fields[0],
        tree=fields[1],
        subject=fields[2],
        author_date=fields[3],
        files=len(rows),
        insertions=sum(inserted for inserted, _, _ in rows),
        deletions=sum(deleted for _, deleted, _ in rows),
        paths=tuple(path for _, _, path in rows),
        author=fields[4],
    )
    return Made(facts, before, after)


def numstat(entries: Sequence[str]) -> list[tuple[int, int, str]]:
    """(insertions, deletions, path) of what `--numstat -z` prints; a line end may be in front of the first."""
    rows = [entry.split("\t", 2) for entry in entries if "\t" in entry]
    return [(_count(inserted), _count(deleted), path) for inserted, deleted, path in rows]


def _count(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0  # "-" for binary files
