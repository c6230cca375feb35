"""tracker note"""

from __future__ import annotations

import os
import sys

from tracker.cli.declare import Number, Text, Verb, Words
from tracker.cli.options import JSON, PHASE, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

TEXT = Words("TEXT", about="What to know; - reads it from the standard input, and none opens your editor.")
CHECK = Text("--check", about="The check that it is about.", takes="check")
BY = Text("--by", about="Who says it; git's identity by default.", metavar="NAME")
REPLACE = Number("--replace", about="Replace this note, by its number.", least=1)
WITHDRAW = Number("--withdraw", about="Take this note back, by its number.", least=1)

VERB = Verb(
    short="Write something down about a phase.",
    about=(
        "Write something down about a phase, for whoever works on it next: it is recorded in the journal, and shown in the"
        " documents, in the phase's prompts and by tracker explain. Nothing follows from it."
    ),
    example="Example: tracker note 4.1 'the staging database has 3 tables more'",
    words=(PHASE, TEXT),
    options=(CHECK, BY, REPLACE, WITHDRAW, JSON, QUIET),
)

_BYTES = 4 * 4001
"""More than a note can have: what is longer is refused, and not read to its end."""


def carry_out(values: Values, output: Output) -> int:
    """Record it."""
    from tracker.commands.note import note
    from tracker.formats.note_text import noted_lines

    replace, withdraw = values[REPLACE], values[WITHDRAW]
    if withdraw is not None and (replace is not None or values[TEXT]):
        raise UsageError("--withdraw takes a note back and leaves none", hints=["Replace it: --replace N 'text'"])
    project = here()
    view = note(
        project,
        values[PHASE],
        text="" if withdraw is not None else _text(values[TEXT], values[PHASE]),
        check=values[CHECK],
        by=values[BY],
        replace=withdraw if withdraw is not None else replace,
        withdraw=withdraw is not None,
    )
    output.json(view)
    output.lines(noted_lines(view, output.paint))
    return ExitCode.OK


def _text(words: tuple[str, ...], phase: str) -> str:
    """From the command line, the standard input, or the editor.

    Raises:
        UsageError: there is none, and nobody who could write it.
        BlockedError: there is no editor, or it failed.
    """
    if words == ("-",):
        return sys.stdin.buffer.read(_BYTES).decode("utf-8", "surrogateescape")
    if words:
        return " ".join(words)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "a note needs a text", hints=[f"tracker note {phase} 'what to know'", f"tracker note {phase} - < FILE"]
        )
    from tracker.adapters.editor import written

    return written(os.environ, limit=_BYTES)
