"""The verification of a journal as lines."""

from __future__ import annotations

from typing import Any


def verify_lines(view: dict[str, Any]) -> list[str]:
    """Each disagreement at its file:line, then the count."""
    lines = [f"{problem['place']}: {problem['message']}" for problem in view["problems"]]
    count = f"{view['events']} events in {view['files']} files"
    if lines:
        what = "disagreement" if len(lines) == 1 else "disagreements"
        return [*lines, "", f"{len(lines)} {what} in {count}.", "Next: tracker status --all"]
    return [f"The journal agrees with itself: {count}.", "", "Next: tracker status"]
