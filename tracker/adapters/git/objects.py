"""Commits as they are stored, read by GitPython through one git for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tracker.adapters.git.flags import FLAGS, environment


def stored_trees(root: str, commits: Iterable[str]) -> dict[str, str]:
    """Commit → its tree, for those that GitPython can read. Of the others nothing is said: they may be there.

    `root`: of the work tree. `commits`: full hashes.
    """
    hardened = environment(os.environ, reading=True)
    if os.environ.keys() - hardened.keys():
        return {}  # GitPython passes everything on, also what points git at another repository
    from git import Repo

    found: dict[str, str] = {}
    try:
        opened = Repo(root)
    except Exception:  # noqa: BLE001 - whatever GitPython stumbles over, git has the last word
        return found
    with opened as repo:
        repo.git.update_environment(**hardened)
        repo.git.set_persistent_git_options(c=list(FLAGS[1::2]))
        for commit in commits:
            try:
                found[commit] = repo.commit(commit).tree.hexsha
            except Exception:  # noqa: BLE001, S112 - the same
                continue
    return found
