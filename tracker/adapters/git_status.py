"""Commit, branch and number of changed files, quickly: no GitPython, no `subprocess`. For `tracker status`."""

from __future__ import annotations

import os

from tracker.adapters.git_flags import FLAGS, environment, filter_names, without_filters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypedDict

    class QuickStatus(TypedDict):
        """What is known."""

        commit: str | None
        branch: str | None
        dirty: int


_CHUNK = 1 << 16


def quick_status(root: str) -> QuickStatus | None:
    """What `git status` says of the folder's repository; None when there is none, or no git."""
    listed = _git(root, ("config", "--null", "--name-only", "--get-regexp", r"^filter\."))
    if listed is None:
        return None
    flags, variables = without_filters(filter_names(listed))
    text = _git(
        root,
        ("status", "--porcelain=v2", "--branch", "-z", "--ignore-submodules=dirty", "--untracked-files=all", "--no-renames"),
        flags,
        variables,
    )
    return _parsed(text) if text else None


def _parsed(text: str) -> QuickStatus:
    """Read porcelain v2 (git-scm.com/docs/git-status)."""
    commit: str | None = None
    branch: str | None = None
    dirty = 0
    for entry in text.split("\0"):
        if entry.startswith("# branch.oid "):
            commit = None if entry.endswith("(initial)") else entry[13:]
        elif entry.startswith("# branch.head "):
            branch = None if entry.endswith("(detached)") else entry[14:]
        elif entry[:2] in ("1 ", "u ", "? "):
            dirty += 1
    return {"commit": commit, "branch": branch, "dirty": dirty}


def _git(
    root: str, words: tuple[str, ...], flags: tuple[str, ...] = (), variables: Mapping[str, str] | None = None
) -> str | None:
    """What git prints; None when it cannot be started or fails (1 from `config` only means that nothing was found)."""
    read, write = os.pipe()
    try:
        pid = os.posix_spawnp(
            "git",
            ("git", "-C", root, *FLAGS, *flags, *words),
            {**environment(os.environ, reading=True), **(variables or {})},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, write, 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
    except OSError:
        os.close(write)
        os.close(read)
        return None
    os.close(write)
    chunks = []
    while chunk := os.read(read, _CHUNK):
        chunks.append(chunk)
    os.close(read)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code and not (code == 1 and words[0] == "config"):
        return None
    return b"".join(chunks).decode("utf-8", "surrogateescape")
