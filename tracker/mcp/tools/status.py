"""The tool `status`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.mcp.answers import StatusAnswer
    from tracker.views.faces.status import StatusFace

_DONE = ("complete", "skipped")


def answer(call: Call) -> StatusAnswer:
    """Where the phases stand that are not complete, or the one that was asked for and those below it."""
    from tracker.commands.status import status
    from tracker.mcp.checkout import checkout_of
    from tracker.mcp.parts import phase_answer

    asked = call.text("phase")
    view = status(call.project, [asked] if asked else [])
    phases = [phase for phase in view["phases"] if asked or phase["status"] not in _DONE]
    return {
        "checkout": checkout_of(call.project),
        "project": view["project"],
        "complete": view["complete"],
        "skipped": view["skipped"],
        "total": view["total"],
        "next_step": view["next_step"],
        "phases": [phase_answer(phase) for phase in phases],
        "remarks": list(_remarks(view)),
        "rest": "Every phase with all of its checks: tracker status --all, tracker status --json. Why one stands where it "
        "stands: the tool explain.",
    }


def _remarks(view: StatusFace) -> Iterator[str]:
    """What else there is to know."""
    yield from filter(None, (view["changed_since"], view["unsure"]))
    yield from (f"damaged journal line at {damage['place']}: {damage['why']}" for damage in view["damage"])
    yield from (f"{path} was edited by hand where tracker writes" for path in view["edited_documents"])
    yield from (f"{path} holds two versions of a merge: tracker render" for path in view["conflicted_documents"])
    for phase in view["phases"]:
        lowered = phase["bar"]["lowered"] if phase["bar"] else []
        if lowered:
            yield f"{phase['id']}: the bar was lowered since the work began: {lowered[0]}"


TOOL = Tool(
    "status",
    "Where the plan stands",
    "Where each unfinished phase stands and why, and what to do next. This is what has been proved, whatever anybody says.",
    answer,
    {"phase": PHASE},
)
