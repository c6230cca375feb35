"""Why a check or step failed: its causes, or the end of what it printed. Light imports only: `tracker status` shows it, too."""

from __future__ import annotations

from tracker.formats.ansi import WIDE, clip, middle, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.views.faces.shared import CauseFace
    from tracker.views.faces.status import CheckFace

_SHORTEST = 24
"""Columns of a message or a test's id, however narrow the terminal is."""


def cause_lines(causes: Iterable[CauseFace], *, width: int) -> list[str]:
    """What the failing tests have in common, the largest group first, with the tests below it."""
    lines: list[str] = []
    for cause in causes:
        lines += [cause_line(cause, width=width), *(f"    {line}" for line in _tests(cause, width - 4))]
    return lines


def cause_line(cause: CauseFace, *, width: int) -> str:
    """One group in one line: how many tests, what they say, and where."""
    count = "1 test" if cause["failures"] == 1 else f"{cause['failures']} tests"
    if not cause["title"]:
        return f"{count} with other causes"
    start, end = f"{count}: ", f"  {printable(cause['place'])}" if cause["place"] else ""
    return start + clip(printable(cause["title"]), max(width - len(start) - len(end), _SHORTEST)) + end


def _tests(cause: CauseFace, width: int) -> list[str]:
    shown = [middle(printable(name), max(width, _SHORTEST)) for name in cause["tests"]]
    left = cause["failures"] - len(shown)
    return [*shown, f"and {left} more"] if shown and left else shown


def failure_lines(phase: str, check: CheckFace) -> list[str]:
    """Why a check of the phase, by its short name, failed; nothing while it passes."""
    causes = cause_lines(check["causes"], width=WIDE)
    if causes:
        causes.append(f"all of them: tracker triage {phase}/{check['name']}")
    return causes + output_lines(check["output"], check["log"])


def output_lines(output: Iterable[str], log: str | None) -> list[str]:
    """The last lines of what was printed, and where all of it is."""
    return [*(f"| {printable(line)}" for line in output), *([f"log: {printable(log)}"] if log else [])]
