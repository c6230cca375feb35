"""The verification of a journal as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.log_text import newer_lines

if TYPE_CHECKING:
    from tracker.views.faces.verify import VerificationFace


def verify_lines(view: VerificationFace) -> list[str]:
    """Each disagreement at its file:line, then the count. What a killed run did not finish writing is none."""
    notes = [f"note: {place}: its run was killed while it wrote this; it had not counted yet" for place in view["unfinished"]]
    notes += [f"note: {note}" for note in view["notes"]]
    notes += newer_lines(view["newer"])
    lines = [f"{problem['place']}: {problem['message']}" for problem in view["problems"]]
    count = f"{view['events']} events in {view['files']} files"
    if lines:
        what = "disagreement" if len(lines) == 1 else "disagreements"
        return [*notes, *lines, "", f"{len(lines)} {what} in {count}.", "See what it concerns: tracker status --all"]
    return [*notes, f"The journal agrees with itself: {count}.", "", "See it: tracker status"]
