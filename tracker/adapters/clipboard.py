"""The clipboard, by whichever program this machine has for it."""

from __future__ import annotations

import shutil
import subprocess

from tracker.errors import BlockedError

_PROGRAMS: tuple[tuple[str, ...], ...] = (
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
    ("clip.exe",),
)
_TIMEOUT = 5.0


def copy(text: str) -> str:
    """Put a text on the clipboard; the name of the program that took it.

    Raises:
        BlockedError: there is no such program, or none of them could.
    """
    failed = []
    for command in _PROGRAMS:
        if shutil.which(command[0]) is None:
            continue
        try:
            # Output is thrown away: xclip lives on to serve the clipboard, and would hold a pipe open.
            done = subprocess.run(
                command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            failed.append(f"{command[0]} ({type(error).__name__})")
            continue
        if done.returncode == 0:
            return command[0]
        failed.append(f"{command[0]} (exit {done.returncode})")
    names = ", ".join(command[0] for command in _PROGRAMS)
    found = f"tried {', '.join(failed)}" if failed else f"found no clipboard program: tried {names}"
    raise BlockedError(f"nothing was copied: {found}", hints=["Print it instead, or use --out FILE"])
