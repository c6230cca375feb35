"""Starting one process: its own session, no stdin, one file or pipe for what it prints, and why it could not be started."""

from __future__ import annotations

import errno
import os
import signal
from typing import Any

from tracker.adapters.processes.log import clean
from tracker.adapters.processes.which import which
from tracker.model.result import ProcessRequest


def spawn(request: ProcessRequest, *, output: tuple[Any, ...], mark: dict[str, str], home: int) -> int:
    """The new process's number. `output` is the action for its standard output; `home` is the folder that we come back to.

    Raises:
        OSError, ValueError: it cannot be started; see `describe_problem`.
    """
    # Looked up each time: a step may have made the program, or the folder anew.
    program = which(request.argv[0], request.env.get("PATH", os.defpath), request.cwd)
    folder = os.open(request.cwd, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # posix_spawn cannot change the folder. Everything else in this process uses absolute paths.
        os.fchdir(folder)
        return os.posix_spawn(
            program,
            request.argv,
            {**request.env, **mark},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                output,
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
        )
    finally:
        os.fchdir(home)
        os.close(folder)


def describe_problem(request: ProcessRequest, error: OSError | ValueError) -> str:
    """Why it could not be started, in words that a person can act on."""
    name = clean(request.argv[0].encode("utf-8", "replace"), {})
    if isinstance(error, ValueError):
        return f"{name!r} could not be started: {error}"
    if not os.path.isdir(request.cwd):
        return f"the folder does not exist: {os.path.basename(request.cwd)}"
    if error.errno == errno.ENOENT:
        return f"command not found: {name}"
    if error.errno in (errno.EACCES, errno.ENOEXEC):
        return f"not executable: {name}"
    return f"{name} could not be started: {error.strerror}"


def kill_group(pid: int, number: int) -> None:
    """A signal for a whole process group."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass  # nobody is left; macOS says EPERM for a group of zombies


def keep_to_ourselves() -> None:
    """No process gets a descriptor that we were started with: it could hold somebody's pipe or lock after our end."""
    for name in os.listdir("/dev/fd"):
        try:
            if int(name) > 2:  # noqa: PLR2004 - stdin, stdout, stderr
                os.set_inheritable(int(name), False)  # noqa: FBT003 - its only form
        except OSError:
            pass  # the one that the listing itself needed
