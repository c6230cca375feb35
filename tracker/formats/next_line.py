"""The line that says what comes next: the only place that writes it. Light imports only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.formats.ansi import Paint
    from tracker.views.faces.shared import NextStepFace


def next_line(step: NextStepFace, paint: Paint, *, why: bool = False) -> str:
    """The next step of the plan, as a view's `next_step` has it; with `why`, also the command that explains it."""
    command, words = step["command"], step["sentence"]
    line = f"Next: {words.replace(command, paint(command, 'bold'))}"
    return f"{line}   Why: {step['why']}" if why and step["why"] else line
