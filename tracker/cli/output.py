"""stdout is data, stderr is talk; a closed pipe ends quietly; errors as text or as JSON."""

from __future__ import annotations

import os
import sys

from tracker.errors import ExitCode, TrackerError
from tracker.formats.ansi import Paint, plain_json, printable, wants_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, ClassVar

    from tracker.views.faces.error import ErrorFace


class Unanswered(Exception):  # noqa: N818 - no error: somebody chose to answer nothing
    """A question was asked, and interrupted."""


class Output:
    """Where a command's words go."""

    failure: ClassVar[str] = ""
    """Why the standard output could not be written; empty when it could."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.terminal = sys.stdout.isatty()
        self.paint = Paint(on=not as_json and wants_colour(os.environ, terminal=self.terminal))
        self._closed = False

    def lines(self, lines: Iterable[str]) -> None:
        """Text for a person, unless JSON or silence was asked for."""
        if not (self.as_json or self.quiet):
            self._write("".join(f"{line}\n" for line in lines))

    def json(self, value: Any) -> None:
        """One JSON document, when JSON was asked for."""
        if self.as_json:
            import json

            self._write(plain_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")

    def json_line(self, value: Any) -> None:
        """One JSON object on a line of its own, when JSON was asked for."""
        if self.as_json:
            import json

            self._write(plain_json(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + "\n")

    def raw(self, text: str) -> None:
        """Text that is the data itself, such as a rendered document."""
        self._write(text)

    def _write(self, text: str) -> None:
        if self._closed:
            return
        try:
            encoding = sys.stdout.encoding or "utf-8"
            sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
            sys.stdout.flush()
        except BrokenPipeError:
            self._closed = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            # A closed terminal or a full disk must not end a run: it goes on, and the exit code says it at the end.
            self._closed = True
            Output.failure = error.strerror or str(error)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def notify(self, title: str, text: str) -> None:
        """Ring the terminal, and have it show a notification where it can; nothing where the output is no terminal.

        OSC 9 is iTerm2's and Windows Terminal's sequence, OSC 777 that of rxvt-unicode, which others understand, too.
        """
        if self.terminal and not self.as_json:
            said = printable(text).replace(";", ",")
            self._write(f"\a\x1b]9;{title} {said}\a\x1b]777;notify;{title};{said}\a")

    @staticmethod
    def talk(text: str) -> None:
        """Something on stderr."""
        try:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        except OSError:
            pass  # nobody is left to be told; the exit code still says it

    def error(self, error: TrackerError) -> int:
        """Say what is wrong, all of it, and what to do next. Returns the exit code."""
        paint = Paint(on=wants_colour(os.environ, terminal=sys.stderr.isatty()))
        for problem in error.problems:
            self.talk("\n".join(problem.lines()))
        self.talk(f"{paint('error:', 'red', 'bold')} {error.message}")
        for hint in error.hints:
            self.talk(f"  {hint}")
        self.json_line(error_view(error, error.code))  # on one line: `tracker run --json` prints one object a line
        return int(error.code)


def error_view(error: TrackerError, code: ExitCode) -> ErrorFace:
    """An error as a JSON document."""
    from tracker.views.problems import problems_view

    return {
        "format_version": 1,
        "kind": "error",
        "exit_code": int(code),
        "message": error.message,
        "problems": problems_view(error.problems),
        "hints": list(error.hints),
    }


def bug(error: BaseException, output: Output) -> int:
    """A bug of ours: a short word on the screen, the whole report in a file that can be pasted."""
    import tempfile
    import traceback

    from tracker import __version__

    report = f"tracker {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n" + "".join(
        traceback.format_exception(error)
    )
    try:
        with tempfile.NamedTemporaryFile("w", prefix="tracker-bug-", suffix=".txt", delete=False) as file:
            file.write(report)
        where = f"The report is in {file.name}; please send it along."
    except OSError:
        where = "The report could not be written."
    message = f"a bug in tracker ({type(error).__name__}: {error})"
    output.talk(f"error: {message}. {where}")
    output.json_line(error_view(TrackerError(message, hints=[where]), ExitCode.BUG))
    return int(ExitCode.BUG)
