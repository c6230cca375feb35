"""The first line of what another program answers."""

from __future__ import annotations

import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def asked(command: Sequence[str], *, seconds: float) -> str:
    """The first line on its standard output; empty where it fails, says nothing, or takes longer than so many seconds."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    return lines[0] if lines else ""
