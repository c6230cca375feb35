"""A patch tried on copies of files, by the same git that will apply it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from tracker.adapters.git.runner import GitRunner
from tracker.errors import UsageError

BEFORE, AFTER = "a", "b"
"""Folders of the copies, called as in every patch."""
_DIFFERS = 1
"""git's exit code for folders that differ."""


def patched(folder: str, files: Mapping[str, bytes], patch: bytes) -> tuple[tuple[str, ...], str]:
    """(the files that a unified diff touches, the diff as git writes it). The patched files are in `AFTER` below a new folder.

    Raises:
        UsageError: it does not apply, or it makes something other than files.
        GitError: git cannot be started.
    """
    env = {"GIT_CEILING_DIRECTORIES": os.path.dirname(folder)}
    for side in (BEFORE, AFTER):
        os.makedirs(os.path.join(folder, side))
        for path, content in files.items():
            _write(os.path.join(folder, side, path), content)
    words = ("apply", "--recount", "--whitespace=nowarn", "-")
    code, _, err = GitRunner(os.path.join(folder, AFTER)).call(words, env=env, stdin=patch, reading=False)
    if code:
        raise UsageError(
            f"the patch does not apply: {err or 'git gave no reason'}",
            hints=["Make it against the files as they are, with paths from the folder of tracker.yaml"],
        )
    found = _read(os.path.join(folder, AFTER))
    options = ("--no-index", "--no-prefix", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv")
    code, diff, err = GitRunner(folder).call(("diff", *options, BEFORE, AFTER), env=env)
    if code not in (0, _DIFFERS):
        raise UsageError(f"the patch cannot be written down: {err}")
    touched = sorted(path for path in {*files, *found} if files.get(path) != found.get(path))
    return tuple(touched), diff


def _write(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _read(folder: str) -> dict[str, bytes]:
    found = {}
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = file.read()
            elif not stat.S_ISDIR(mode):
                raise UsageError(f"the patch makes a link of {os.path.relpath(path, folder)}, and a plan consists of files")
    return found
