"""What `tracker start` recorded, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short

if TYPE_CHECKING:
    from tracker.views.faces.start import StartFace


def start_lines(view: StartFace, paint: Paint) -> list[str]:
    """Lines to print."""
    count = f"{view['checks']} check{'s' if view['checks'] != 1 else ''}"
    lines = [
        f"{paint(view['phase'], 'bold')} begins at {view['commit'][:7]}.",
        f"  recorded       {count} and all else that decides whether it is complete; what is lowered from here on is shown",
    ]
    if view["passed"]:
        lines.append(f"  passes already {printable(', '.join(view['passed']))}: so that proves nothing new")
    if view["failed"]:
        lines.append(f"  fails          {printable(', '.join(view['failed']))}")
    if view["unknown"]:
        lines.append(f"  not run here   {printable(', '.join(view['unknown']))}")
    for warning in view["warnings"]:
        about = f"{warning['check']} " if warning["check"] else ""
        lines.append(f"  warning        {printable(about + warning['text'])}")
    command = f"tracker run {short(view['phase'])}"
    return [*lines, "", f"When the work is done: {command}", next_line(view["next_step"], paint)]
