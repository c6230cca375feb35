"""Python's virtual environments, as far as the file system tells: nothing is started."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from glob import escape, glob

from tracker.adapters.files.presence import resolve

_MAPPED = re.compile(r"^MAPPING[^=]*=\s*\{(?P<rows>.*?)\}", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"'(?P<name>[^']+)':\s*'(?P<path>[^']+)'")
_LARGE = 1 << 20


def folder_of(programs: str) -> str | None:
    """The virtual environment whose programs these are; None when they are of none."""
    above = os.path.dirname(programs.rstrip(os.sep))
    return above if os.path.isfile(os.path.join(above, "pyvenv.cfg")) else None


def editable(path: str, users: str, checkout: str) -> list[str]:
    """Folders of a checkout that stand in for what virtual environments on a PATH import from the user's work tree.

    `pip install -e .` has the environment import from where the user works, and not from the checkout.
    """
    root = resolve(users)
    found: dict[str, None] = {}
    for programs in path.split(os.pathsep):
        environment = folder_of(programs)
        for place in _imported(environment) if environment else ():
            inside = os.path.relpath(resolve(place), root)
            if inside != os.pardir and not inside.startswith(os.pardir + os.sep):
                found[os.path.normpath(os.path.join(checkout, inside))] = None
    return list(found)


def _imported(environment: str) -> Iterator[str]:
    """Folders outside of it that an environment imports from."""
    packages = os.path.join(escape(environment), "lib", "python3*", "site-packages")
    for name in glob(os.path.join(packages, "*.pth")):
        yield from (line for line in _text(name).splitlines() if os.path.isabs(line))
    for name in glob(os.path.join(packages, "__editable__*_finder.py")):
        rows = _MAPPED.search(_text(name))
        yield from (os.path.dirname(row["path"]) for row in _ROW.finditer(rows["rows"] if rows else ""))


def _text(path: str) -> str:
    with suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        return file.read(_LARGE)
    return ""
