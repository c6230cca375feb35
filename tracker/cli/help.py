"""`--version`, and the help that Typer printed when it was kept in help.txt; importing Typer costs more than to read it.

`python -m tracker.cli.manual` keeps it anew, and a test says when that is due.
"""

from __future__ import annotations

import os
import sys

from tracker import __version__
from tracker.cli.columns import columns
from tracker.cli.verbs import VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = os.path.join(os.path.dirname(__file__), "help.txt")
FITS = f"tracker {__version__}: {' '.join(VERBS)}\n"
"""The first line of a file that is of this version, and has all its verbs."""
WIDE = 80
"""Typer's help is the same on all terminals that have as many columns, or more."""


HELP = ("--help", "-h")
VERSION = ("--version", "-V")


def spelled_out(arguments: Sequence[str]) -> Sequence[str]:
    """The long form of the ways to ask: `help run`, `--help run` and `run -h` are `run --help`, `-V` is `--version`."""
    if arguments and arguments[0] in ("help", *HELP):
        return [*arguments[1:], HELP[0]]
    if list(arguments) == [VERSION[1]]:
        return [VERSION[0]]
    return [*arguments[:-1], HELP[0]] if arguments[-1:] == [HELP[1]] and len(arguments) <= len(("verb", "-h")) else arguments


def kept(arguments: Sequence[str]) -> str | None:
    """What Typer would print; None when it has to be asked."""
    if arguments == ["--version"]:
        return f"tracker {__version__}\n"
    if arguments[-1:] != ["--help"] or len(arguments) > len(("verb", "--help")) or columns(WIDE) < WIDE:
        return None
    try:
        with open(FILE, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    return _find(text, title(*arguments[:-1])) if text.startswith(FITS) else None


def title(*verb: str) -> str:
    """The line above a help."""
    return f"\n$ {' '.join(('tracker', *verb, '--help'))}\n"


def _find(text: str, above: str) -> str | None:
    _, found, below = text.partition(above)
    printed = below.partition("\n$ ")[0] if found else ""
    encoding = sys.stdout.encoding or "utf-8"
    return printed if printed and printed == printed.encode(encoding, "replace").decode(encoding) else None
