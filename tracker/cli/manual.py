"""Writes what follows from the declarations: `python -m tracker.cli.manual`, in a checkout.

These are help.txt, which the command line reads, the table of the commands in README.md, and the manual page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re

from tracker import __version__
from tracker.cli.declare import Param, Verb
from tracker.cli.help import FILE, FITS, WIDE, title
from tracker.cli.man_page import man_page
from tracker.cli.typer_line import read
from tracker.cli.verbs import VERBS, load

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
README = os.path.join(ROOT, "README.md")
PAGE = os.path.join(ROOT, "man", "tracker.1")
TABLE = re.compile(r"(?<=\n\| command \| what it is for \|\n\|---\|---\|\n)(?:\|.*\n)*")


def help_text() -> str:
    """The whole of help.txt."""
    return FITS + "".join(title(*verb) + printed(*verb) for verb in [(), *((name,) for name in VERBS)])


def printed(*verb: str) -> str:
    """What Typer prints for `--help` on a terminal that is wide enough."""
    wide, os.environ["COLUMNS"] = os.environ.get("COLUMNS"), str(WIDE)
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            read([*verb, "--help"])
    finally:
        del os.environ["COLUMNS"]
        if wide is not None:
            os.environ["COLUMNS"] = wide
    return out.getvalue()


def table() -> str:
    """The rows of README's table."""
    shown = [(name, verb) for name, verb in ((name, load(name).VERB) for name in VERBS) if not verb.hidden]
    return "".join(f"| `{usage(name, verb)}` | {verb.short} |\n" for name, verb in shown)


def usage(name: str, verb: Verb) -> str:
    """The verb with its words: `tracker run [PHASE…]`."""
    return " ".join(["tracker", name, *map(_word, verb.words)])


def _word(param: Param[object]) -> str:
    name = param.metavar.replace("...", "…").removeprefix("[").removesuffix("]").replace("|", r"\|")
    name = f"{name}…" if param.many and "…" not in name else name
    return name if param.required else f"[{name}]"


def page() -> str:
    """The manual page, with the date of this version and the exit codes as their own documents have them."""
    dated = re.search(rf"^## {re.escape(__version__)} - (\S+)$", _read("CHANGELOG.md"), re.MULTILINE)
    codes = re.findall(r"^\| (\d+) \| (.*?) \|", _read("docs", "exit-codes.md"), re.MULTILINE)
    return man_page(dated[1] if dated else "", [(code, f"{said[0].upper()}{said[1:]}.") for code, said in codes])


def _read(*names: str) -> str:
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


def main() -> None:
    """Write all of it."""
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page())
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(help_text())
    with open(README, encoding="utf-8") as file:
        text = file.read()
    with open(README, "w", encoding="utf-8") as file:
        file.write(TABLE.sub(lambda _: table(), text))


if __name__ == "__main__":
    main()
