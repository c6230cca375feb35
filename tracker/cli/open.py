"""tracker open"""

from __future__ import annotations

import os
import sys

from tracker.cli.declare import Switch, Verb, Words
from tracker.cli.options import JSON
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

WHAT = Words(
    "WHAT",
    about="document, prompt, report or log, a phase, or one of these and a phase; the document by default.",
    takes="phase",
    metavar="[WHAT] [PHASE]",
)
PRINT = Switch("--print", about="Print the path, and open nothing.")

VERB = Verb(
    short="Open a document, prompt, report or log.",
    about=(
        "Open a document, prompt, report or log in your editor, HTML in the browser. A phase alone means the log of what failed"
        " there, else its prompt, and once it is done the document. Without a terminal the path is printed."
    ),
    example="Example: tracker open log 4.1",
    words=(WHAT,),
    options=(PRINT, JSON),
)
_PAGES = (".html", ".htm")
"""What the desktop opens. Nothing else: other files might be programs to it, and a repository says what they are called."""


def carry_out(values: Values, output: Output) -> int:
    """Find it, and open it."""
    from tracker.commands.open import find
    from tracker.formats.ansi import printable

    project = here()
    view = find(project, values[WHAT])
    path = os.path.join(project.root, view["path"])
    if not values[PRINT] and not output.as_json and output.terminal and sys.stdin.isatty():
        view["opened_by"] = _open(path)
    output.json(view)
    if view["opened_by"] is None and not output.as_json:
        output.raw((printable(path) if output.terminal else path) + "\n")
    return ExitCode.OK


def _open(path: str) -> str | None:
    """By what it was opened; None where there is nothing that could.

    Raises:
        BlockedError: that failed.
    """
    from tracker.adapters.editor import edit, editor, show

    if path.lower().endswith(_PAGES):
        return "desktop" if show(path, os.environ) else None
    if not editor(os.environ):
        return None
    edit(path, os.environ)
    return "editor"
