"""A patch tried on copies of files, by the same git that will apply it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from tracker.adapters.git.runner import GitRunner
from tracker.errors import UsageError

_DIFFERS = 1
"""git's exit code for folders that differ."""


def patched(folder: str, files: Mapping[str, bytes], patch: bytes, *, place: str) -> tuple[tuple[str, ...], str, str]:
    """(the files that a unified diff touches, the diff as git writes it, the folder with the patched files).

    `folder` is a new one, for the copies. `place` is where the files are in their repository, empty or ending in `/`: from any
    folder below its root, git applies only what is named from the root.

    Raises:
        UsageError: it does not apply, or it makes something other than files.
        GitError: git cannot be started.
    """
    env = {"GIT_CEILING_DIRECTORIES": os.path.dirname(folder)}
    before, after = (os.path.join(folder, side, place) for side in ("a", "b"))
    for side in (before, after):
        os.makedirs(side)
        for path, content in files.items():
            _write(os.path.join(side, path), content)
    words = ("apply", "--recount", "--unidiff-zero", "--whitespace=nowarn", "-")
    code, _, err = GitRunner(after).call(words, env=env, stdin=patch, reading=False)
    if code:
        raise UsageError(
            f"the patch does not apply: {err or 'git gave no reason'}",
            hints=["Make it against the files as they are, with paths from the folder of tracker.yaml"],
        )
    found = _read(after)
    options = ("--no-index", "--no-prefix", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv")
    code, diff, err = GitRunner(folder).call(("diff", *options, "a", "b"), env=env)
    if code not in (0, _DIFFERS):
        raise UsageError(f"the patch cannot be written down: {err}")
    touched = sorted(path for path in {*files, *found} if files.get(path) != found.get(path))
    return tuple(touched), diff, after


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
