"""Python's virtual environments, told and made by their files alone: nothing is started."""

from __future__ import annotations

import os
import re
import shutil
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


def over(path: str, folder: str) -> str | None:
    """Make an environment over the first Python on a PATH: it sees what that one has, and takes what is installed.

    Returns its folder of programs; None where there is no Python to make it over.
    """
    python = shutil.which("python3", path=path) or shutil.which("python", path=path)
    version = re.search(r"python(3\.\d+)", os.path.realpath(python)) if python else None
    if python is None or version is None:
        return None
    programs, packages = os.path.join(folder, "bin"), os.path.join(folder, "lib", f"python{version[1]}", "site-packages")
    for place in (programs, packages):
        os.makedirs(place)
    below = folder_of(os.path.dirname(python))
    for name in ("python", "python3"):
        os.symlink(os.path.realpath(python), os.path.join(programs, name))
    home = os.path.dirname(os.path.realpath(python))
    _write(os.path.join(folder, "pyvenv.cfg"), f"home = {home}\ninclude-system-site-packages = {str(below is None).lower()}\n")
    if below is not None:
        inner = os.path.join(below, "lib", f"python{version[1]}", "site-packages")
        _write(os.path.join(packages, "_below.pth"), f"import site; site.addsitedir({inner!r})\n")
    for name in ("pip", "pip3"):
        script = os.path.join(programs, name)
        _write(script, f"#!/bin/sh\nexec '{programs}/python' -m pip \"$@\"\n")
        os.chmod(script, 0o755)  # noqa: S103 - a program, in a folder of our own
    return programs


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


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
