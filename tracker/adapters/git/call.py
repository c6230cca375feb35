"""The one way of calling git: hardened, with its answer whole, and without waiting for anybody but git. Light imports only."""

from __future__ import annotations

import os

from tracker.adapters.git.flags import FLAGS, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_GIT, NOT_STARTED = -1001, -1002
"""Where git has no exit code, since it was not started."""
_ODD = ("# branch.oid (initial)", "# branch.head (unknown)")


def ask(
    root: str,
    words: Sequence[str],
    *,
    flags: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of a question. git writes nothing that it could do without.

    What git refuses or stumbles over is asked twice: it takes a branch that it failed to read for one without commits, and a
    file for a changed one.
    """
    code, out, err = call(root, words, flags=flags, env=env, stdin=stdin)
    if code not in (0, 1, NO_GIT) or "error: " in err or any(odd in out for odd in _ODD):
        code, out, err = call(root, words, flags=flags, env=env, stdin=stdin)
    return code, out, err


def call(
    root: str,
    words: Sequence[str],
    *,
    flags: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    reading: bool = True,
) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of one git process in a folder.

    Everything goes through files in memory: no pipe can be full, and nobody who still holds one can keep us waiting.
    """
    files: list[int] = []
    try:
        for _ in range(3 if stdin else 2):
            files.append(_memory())
        out, err = files[:2]
        if stdin:
            _fill(files[2], stdin)
        code = _run(root, (*FLAGS, *flags, *words), {**environment(os.environ, reading=reading), **(env or {})}, files)
        return code, _content(out).decode("utf-8", "surrogateescape"), _content(err).decode("utf-8", "replace").strip()
    except (FileNotFoundError, PermissionError):
        return NO_GIT, "", ""
    except OSError as error:
        return NOT_STARTED, "", f"it cannot be started: {error.strerror}"
    finally:
        for fd in files:
            os.close(fd)


def _run(root: str, words: Sequence[str], env: Mapping[str, str], files: Sequence[int]) -> int:
    stdin: tuple[int, ...] | tuple[int, int, str, int, int] = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    if len(files) > 2:  # noqa: PLR2004 - stdout, stderr, stdin
        stdin = (os.POSIX_SPAWN_DUP2, files[2], 0)
    pid = os.posix_spawn(
        _program(env["PATH"]),
        ("git", "-C", root, *words),
        env,
        file_actions=[stdin, (os.POSIX_SPAWN_DUP2, files[0], 1), (os.POSIX_SPAWN_DUP2, files[1], 2)],
    )
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _program(path: str) -> str:
    """Where git is.

    Raises:
        FileNotFoundError: it is in none of the folders.
    """
    for folder in path.split(":"):
        if folder and os.access(f"{folder}/git", os.X_OK) and os.path.isfile(f"{folder}/git"):
            return f"{folder}/git"
    raise FileNotFoundError(2, os.strerror(2), "git")


def _memory() -> int:
    """A file without a name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("tracker-git", os.MFD_CLOEXEC)
    import tempfile

    fd, path = tempfile.mkstemp(prefix="tracker-git-")
    os.unlink(path)
    return fd


def _fill(fd: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
    os.lseek(fd, 0, os.SEEK_SET)


def _content(fd: int) -> bytes:
    """All of a file, from its start."""
    os.lseek(fd, 0, os.SEEK_SET)
    pieces = []
    while piece := os.read(fd, max(os.fstat(fd).st_size, 1)):
        pieces.append(piece)
    return b"".join(pieces)
