"""What every kind of check shares that runs a command of the plan."""

from __future__ import annotations

from typing import Any

from tracker.checking.argv import Shell
from tracker.checking.base import CheckBase


class Commanded(CheckBase):
    """A check with a command."""

    shell: Shell = ()
    """The shell that `run` is given to: `bash`, `sh`, or a whole command as a list. Without it, only a text that uses a
    shell's syntax goes to `bash -euo pipefail`, or to `sh -eu` where there is no bash.

    Example: bash
    """

    def meaning(self) -> dict[str, Any]:
        """A field that came later changes nothing for a check that does not use it."""
        found = super().meaning()
        if not self.shell:
            del found["shell"]
        return found
