"""The tool `next`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import NextAnswer


def answer(call: Call) -> NextAnswer:
    """As `tracker next`."""
    from tracker.commands.next import what_next
    from tracker.mcp.checkout import checkout_of

    view = what_next(call.project, call.text("phase"))
    return {
        "checkout": checkout_of(call.project),
        **view,
        "rest": "Everything needed to do it: the tool prompt. The whole plan: the tool status.",
    }


TOOL = Tool(
    "next",
    "What to do now",
    "Which phase to work on now, why, and the command that proves it.",
    answer,
    {"phase": PHASE},
)
