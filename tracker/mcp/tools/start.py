"""The tool `start`."""

from __future__ import annotations

from tracker.mcp.tool import CHECKS, PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import StartAnswer
    from tracker.views.faces.start import StartFace


def answer(call: Call) -> StartAnswer:
    """As `tracker start`."""
    from tracker.mcp.checkout import checkout_of
    from tracker.model.ids import short_id

    words = ["start", *(["--check"] if call.arguments.get("check") else []), "--", call.text("phase")]
    face: StartFace = call.carry_out(words)  # type: ignore[assignment]  # the command's last document
    return {
        "checkout": checkout_of(call.project),
        **face,
        "rest": f"How to do it: the tool prompt. What has changed since: tracker explain {short_id(face['phase'])}",
    }


TOOL = Tool(
    "start",
    "Take a phase up",
    "Take a phase up before you work on it: record what it will be measured by, and the commit at which the work begins. What "
    "is lowered from then on waits for a person.",
    answer,
    {
        "phase": PHASE,
        "check": {"type": "boolean", "description": "Run its checks first, to know which of them pass before any work."},
    },
    required=("phase",),
    effect=CHECKS,
    repeatable=False,
)
