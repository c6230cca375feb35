"""The tool `note`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, RECORDS, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import NoteAnswer


def answer(call: Call) -> NoteAnswer:
    """As `tracker note`."""
    from tracker.commands.note import note
    from tracker.mcp.checkout import checkout_of
    from tracker.model.ids import short_id

    view = note(call.project, call.text("phase"), text=call.text("text"), check=call.text("check"))
    return {
        "checkout": checkout_of(call.project),
        **view,
        "rest": f"Every note on it: tracker explain {short_id(view['phase'])}",
    }


TOOL = Tool(
    "note",
    "Write something down",
    "Leave a note on a phase for whoever works on it next. It is recorded and shown; nothing follows from it.",
    answer,
    {
        "phase": PHASE,
        "text": {"type": "string", "description": "What to know, in at most 4,000 characters.", "minLength": 1},
        "check": {"type": "string", "description": "The check that it is about.", "minLength": 1},
    },
    required=("phase", "text"),
    effect=RECORDS,
    repeatable=False,
)
