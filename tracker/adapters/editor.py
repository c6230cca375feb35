"""The user's editor, and what the desktop opens files with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from tracker.errors import BlockedError

if TYPE_CHECKING:
    from collections.abc import Mapping

_EDITORS = ("editor", "nano", "vi")
"""Where neither $VISUAL nor $EDITOR says one."""
_HINT = "Say which editor: export EDITOR=nano"


def editor(environment: Mapping[str, str]) -> list[str]:
    """The words of the user's editor; none where there is none. `EDITOR='code --wait'` has words of its own."""
    for name in ("VISUAL", "EDITOR"):
        said = environment.get(name, "").strip()
        if said:
            try:
                return shlex.split(said)
            except ValueError as error:
                raise BlockedError(f"${name} is not a command line: {error}", hints=[_HINT]) from None
    found = next(filter(None, map(shutil.which, _EDITORS)), None)
    return [found] if found else []


def edit(path: str, environment: Mapping[str, str]) -> None:
    """Have the user edit a file, and wait for that. An absolute path, so that it is never taken for an option.

    Raises:
        BlockedError: there is no editor, or it failed.
    """
    command = editor(environment)
    if not command:
        raise BlockedError("no editor was found", hints=[_HINT])
    try:
        code = subprocess.run([*command, os.path.abspath(path)], check=False).returncode
    except OSError as error:
        raise BlockedError(f"the editor {command[0]} cannot be started: {error.strerror}", hints=[_HINT]) from None
    if code:
        raise BlockedError(f"the editor {command[0]} ended with {code}", hints=[_HINT])


def written(environment: Mapping[str, str], *, limit: int) -> str:
    """A text that the user writes in the editor, from an empty file on; no more than `limit` bytes of it.

    Raises:
        BlockedError: there is no editor, or it failed.
    """
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        path = os.path.join(folder, "note.txt")
        with open(path, "w", encoding="utf-8"):
            pass
        edit(path, environment)
        with open(path, "rb") as file:
            return file.read(limit).decode("utf-8", "surrogateescape")


def opener(environment: Mapping[str, str]) -> list[str]:
    """The words of the program by which the desktop opens a file; none where there is no desktop to show it on."""
    if sys.platform == "darwin":
        return ["/usr/bin/open"]
    if sys.platform == "win32":
        return ["explorer.exe"]
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY") or environment.get("WSL_DISTRO_NAME")
    names = ("xdg-open", "wslview") if shown else ()
    return [found for found in [next(filter(None, map(shutil.which, names)), None)] if found]


def show(path: str, environment: Mapping[str, str]) -> bool:
    """Have the desktop open a file, and do not wait for what shows it; whether there was anything to open it with.

    Raises:
        BlockedError: what opens files could not be started.
    """
    command = opener(environment)
    if not command:
        return False
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.Popen([*command, os.path.abspath(path)], start_new_session=True, **quiet)  # type: ignore[call-overload]
    except OSError as error:
        raise BlockedError(f"{command[0]} cannot be started: {error.strerror}", hints=["Print the path: --print"]) from None
    return True
