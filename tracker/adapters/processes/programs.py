"""Whether a program or a Python module is there, found out without starting anything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys


def has_program(name: str) -> bool:
    """Whether PATH has it."""
    return shutil.which(name) is not None


def has_module(name: str, python: str) -> bool:
    """Whether a Python module is there. Of an interpreter other than ours nothing is known, so it is believed."""
    found = shutil.which(python)
    if found is None or os.path.realpath(found) != os.path.realpath(sys.executable):
        return True
    try:
        return importlib.util.find_spec(name.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False
