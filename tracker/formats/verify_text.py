"""The verification of a journal as lines."""

from __future__ import annotations

from typing import Any


def verify_lines(view: dict[str, Any]) -> list[str]:
    """Each disagreement at its file:line, then the count. What a killed run did not finish writing is none."""
    unfinished = [
        f"note: {place}: its run was killed while it wrote this; it had not counted yet" for place in view["unfinished"]
    ]
    lines = [f"{problem['place']}: {problem['message']}" for problem in view["problems"]]
    count = f"{view['events']} events in {view['files']} files"
    if lines:
        what = "disagreement" if len(lines) == 1 else "disagreements"
        return [*unfinished, *lines, "", f"{len(lines)} {what} in {count}.", "Next: tracker status --all"]
    return [*unfinished, f"The journal agrees with itself: {count}.", "", "Next: tracker status"]
