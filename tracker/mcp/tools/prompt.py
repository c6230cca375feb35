"""The tool `prompt`."""

from __future__ import annotations

from tracker.errors import UsageError
from tracker.mcp.protocol import compact
from tracker.mcp.tool import PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import PromptAnswer

_ROOM = 6000
"""Characters of a part, as JSON: the rest of the answer needs some, too."""


def answer(call: Call) -> PromptAnswer:
    """The prompt as it would be now, a part of it at a time."""
    from tracker.commands.next import what_next
    from tracker.commands.prompt import prompt
    from tracker.mcp.checkout import checkout_of
    from tracker.model.ids import short_id

    asked = call.text("phase") or what_next(call.project)["phase"] or ""
    if not asked:
        raise UsageError(
            "no phase is next, so there is no prompt to show", hints=["Name a phase; see them: tracker status --all"]
        )
    view = prompt(call.project, asked)
    parts, number = in_parts(view["text"]), call.arguments.get("part", 1)
    if number > len(parts):
        raise UsageError(f"the prompt of {view['phase']} has {len(parts)} parts, and no part {number}")
    here = f"tracker prompt {short_id(view['phase'])}, tracker://prompt/{view['phase']}"
    more = f"Read part {number + 1} next. " if number < len(parts) else ""
    return {
        "checkout": checkout_of(call.project),
        "phase": view["phase"],
        "title": view["title"],
        "status": view["status"],
        "part": number,
        "parts": len(parts),
        "missing": [f"{item['message']} ({item['found']})" for item in view["missing"]],
        "command": view["run"],
        "rest": f"{more}All of it: {here}",
        "text": parts[number - 1],
    }


def in_parts(text: str, room: int = _ROOM) -> list[str]:
    """The text in pieces that begin with a line where that is possible; joined, they are the text."""
    parts, size = [""], 0
    for line in text.splitlines(keepends=True):
        for piece in _pieces(line, room):
            length = len(compact(piece))
            if parts[-1] and size + length > room:
                parts.append("")
                size = 0
            parts[-1] += piece
            size += length
    return parts


def _pieces(line: str, room: int) -> list[str]:
    """A line; of one that is too long, pieces."""
    if len(compact(line)) <= room:
        return [line]
    half = len(line) // 2
    return [*_pieces(line[:half], room), *_pieces(line[half:], room)]


TOOL = Tool(
    "prompt",
    "A phase's prompt",
    "Everything needed to do a phase without having seen the others: goal, steps, what proves it, what failed before. The next "
    "phase by default. Read all parts before you begin.",
    answer,
    {"phase": PHASE, "part": {"type": "integer", "description": "Which part of a long prompt, from 1.", "minimum": 1}},
)
