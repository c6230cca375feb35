"""Commit, branch and number of changed files, quickly: no GitPython, no `subprocess`. For `tracker status`."""

from __future__ import annotations

import errno
import os

from tracker.adapters.git.flags import FLAGS, environment, filter_names, without_filters

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
_NO_GIT, _FAILED = -1001, -1002
"""Where git has no exit code, since it was not started."""
_NO_WORK_TREE = ("not a git repository", "work tree", "bare repository", "cannot change to")
_ODD = ("# branch.oid (initial)", "# branch.head (unknown)")


def quick_status(root: str) -> QuickStatus | None:
    """What `git status` says of the folder's repository; None when there is none, or no git.

    Raises:
        OSError: git cannot tell.
    """
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
    """What git prints; None without git or a repository (1 from `config` only means that nothing was found).

    Whatever is out of the ordinary is asked for twice: git takes a branch that it failed to read for one without commits.

    Raises:
        OSError: git failed.
    """
    fine = (0, 1) if words[0] == "config" else (0,)
    code, out, err = _asked(root, words, flags, variables)
    if code not in fine or "error: " in err or any(odd in out for odd in _ODD):
        code, out, err = _asked(root, words, flags, variables)
    if code in fine:
        return out
    if code == _NO_GIT or any(why in err for why in _NO_WORK_TREE):
        return None
    raise OSError(errno.EIO, f"git {words[0]} failed: {err.splitlines()[0] if err else 'it gave no reason'}")


def _asked(
    root: str, words: tuple[str, ...], flags: tuple[str, ...], variables: Mapping[str, str] | None
) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)."""
    out, write_out = os.pipe()
    err, write_err = os.pipe()
    os.set_blocking(write_err, False)  # git goes on when nobody reads what it has to say beyond the pipe's size
    pid = 0
    try:
        pid = os.posix_spawnp(
            "git",
            ("git", "-C", root, *FLAGS, *flags, *words),
            {**environment(os.environ, reading=True), **(variables or {})},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, write_out, 1),
                (os.POSIX_SPAWN_DUP2, write_err, 2),
            ],
        )
    except (FileNotFoundError, PermissionError):
        return _NO_GIT, "", ""
    except OSError as error:
        return _FAILED, "", f"it cannot be started: {error.strerror}"
    finally:
        os.close(write_out)
        os.close(write_err)
        if not pid:
            os.close(out)
            os.close(err)
    printed, said = _all(out), _all(err)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), printed, said


def _all(fd: int) -> str:
    chunks = []
    while chunk := os.read(fd, _CHUNK):
        chunks.append(chunk)
    os.close(fd)
    return b"".join(chunks).decode("utf-8", "surrogateescape")
