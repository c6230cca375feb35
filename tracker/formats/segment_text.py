"""The status view in a few characters, for the prompt of a shell. Light imports only."""

from __future__ import annotations

from tracker.formats.status_text import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.segment import SegmentFace
    from tracker.views.faces.status import StatusFace


def segment(view: StatusFace) -> SegmentFace:
    """What the prompt shows: a phase that is being run, else the next one, else none."""
    running = next((phase for phase in view["phases"] if phase["status"] == "running" and not phase["children"]), None)
    following = next((phase for phase in view["phases"] if phase["id"] == view["next"]), None)
    phase = running or following
    return {
        "format_version": 1,
        "kind": "segment",
        "phase": phase["id"] if phase else None,
        "status": phase["status"] if phase else None,
        "complete": view["complete"],
        "skipped": view["skipped"],
        "total": view["total"],
    }


def segment_text(shown: SegmentFace) -> str:
    """`4.1 ready 5/11`; `11/11` when there is nothing to do."""
    count = f"{shown['complete']}/{shown['total']}"
    return f"{short(shown['phase'])} {shown['status']} {count}" if shown["phase"] else count
