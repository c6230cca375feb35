"""Starting one process: its own session, no stdin, one file or pipe for what it prints, and why it could not be started."""

from __future__ import annotations

import errno
import os
import signal
from typing import Any

from tracker.adapters.files.hash_cache import open_file
from tracker.adapters.processes.log import clean
from tracker.adapters.processes.which import which
from tracker.model.result import ProcessRequest

_LINE_LIMIT = 4096
"""Bytes of a script's first line."""


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
        return _bad_first_line(request, name) or f"command not found: {name}"
    if error.errno == errno.ENOEXEC:
        return f"not executable: {name} is not a program, and has no first line such as #!/bin/sh"
    if error.errno == errno.EACCES:
        return f"not executable: {name}"
    return f"{name} could not be started: {error.strerror}"


def _bad_first_line(request: ProcessRequest, name: str) -> str:
    """What is wrong with a script that is there and yet not found: the system means the interpreter that it names."""
    try:
        path = which(request.argv[0], request.env.get("PATH", os.defpath), request.cwd)
        with open_file(path) as file:
            first = file.readline(_LINE_LIMIT)
    except OSError:
        return ""
    if not first.startswith(b"#!"):
        return f"{name} could not be started: its loader is not on this machine"
    words = first[2:].split(None, 1) or [b""]
    interpreter = clean(words[0], {})
    if first.endswith(b"\r\n"):
        return f"{name} could not be started: its lines end in CRLF, so it asks for {interpreter!r} with a carriage return"
    return f"{name} could not be started: its first line asks for {interpreter}, which is not on this machine"


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
