"""Commit, branch and number of changed files, quickly. For `tracker status`."""

from __future__ import annotations

import errno

from tracker.adapters.git.call import NO_GIT, ask
from tracker.adapters.git.flags import filter_names, without_filters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypedDict

    class QuickStatus(TypedDict):
        """What is known."""

        commit: str | None
        branch: str | None
        dirty: int


_NO_WORK_TREE = ("not a git repository", "work tree", "bare repository", "cannot change to")


def quick_status(root: str) -> QuickStatus | None:
    """What `git status` says of the folder's repository; None when there is none, or no git.

    Raises:
        OSError: git cannot tell.
    """
    text = _porcelain(root)
    return _parsed(text) if text else None


def changed_paths(root: str) -> tuple[str, ...]:
    """What differs from HEAD in the folder's repository, relative to its root; nothing outside one.

    Raises:
        OSError: git cannot tell.
    """
    return _paths(_porcelain(root) or "")


def quick_look(root: str) -> tuple[QuickStatus, tuple[str, ...]] | None:
    """Both of these in one call of git; None when there is no repository, or no git.

    Raises:
        OSError: git cannot tell.
    """
    text = _porcelain(root)
    return (_parsed(text), _paths(text)) if text else None


def _paths(text: str) -> tuple[str, ...]:
    before = {"1": 8, "u": 10, "?": 1}  # fields in front of the path
    entries = (entry for entry in text.split("\0") if entry[:2] in ("1 ", "u ", "? "))
    return tuple(entry.split(" ", before[entry[0]])[-1] for entry in entries)


def last_change(root: str, *, but: Iterable[str]) -> str:
    """The newest commit that changed anything but these files and folders, given relative to `root`; empty where none did."""
    without = (f":(exclude,literal){path}" for path in but)
    return ask(root, ("rev-list", "-1", "HEAD", "--", ":/", *without))[1].strip()


def leads_to(root: str, earlier: str | None, later: str | None) -> bool:
    """Whether a commit is another one, or in its history: then nothing that was in the history of the first has gone.

    Raises:
        OSError: git cannot tell.
    """
    if earlier == later:
        return True
    if not earlier or not later:
        return False
    return ask(root, ("merge-base", "--is-ancestor", "--end-of-options", earlier, later))[0] == 0


def _porcelain(root: str) -> str | None:
    listed = _git(root, ("config", "--null", "--name-only", "--get-regexp", r"^filter\."))
    if listed is None:
        return None
    flags, variables = without_filters(filter_names(listed))
    return _git(
        root,
        ("status", "--porcelain=v2", "--branch", "-z", "--ignore-submodules=dirty", "--untracked-files=all", "--no-renames"),
        flags,
        variables,
    )


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
    """What git prints; None without git or a repository (1 from `config` only means that nothing was found).

    Raises:
        OSError: git failed.
    """
    code, out, err = ask(root, words, flags=flags, env=variables)
    if code == 0 or (code == 1 and words[0] == "config"):
        return out
    if code == NO_GIT or any(why in err for why in _NO_WORK_TREE):
        return None
    raise OSError(errno.EIO, f"git {words[0]} failed: {err.splitlines()[0] if err else 'it gave no reason'}")
