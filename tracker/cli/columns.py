"""How wide the output may be."""

from __future__ import annotations

import os
import sys

_USUAL = 80


def columns(otherwise: int) -> int:
    """What COLUMNS says, or those of the terminal; `otherwise` where there is none. 80 where a terminal does not know."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL if sys.__stdout__ else otherwise
    except (OSError, ValueError):
        return otherwise
