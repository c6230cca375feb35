"""What `tracker reopen` did, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line

if TYPE_CHECKING:
    from tracker.views.faces.reopen import ReopenedFace


def reopened_lines(view: ReopenedFace, paint: Paint) -> list[str]:
    """Lines to print."""
    lines = [f"{paint(view['phase'], 'bold')} is reopened: {printable(view['why'])}"]
    if view["reverted"]:
        lines.append(f"  taken back  {printable(', '.join(view['reverted']))}; the files are as before")
    if view["sealed"]:
        lines.append(f"  kept        its completion at {', '.join(commit[:7] for commit in view['sealed'])}")
    return [*lines, "", next_line(view["next_step"], paint)]
