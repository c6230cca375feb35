"""The tool `propose`."""

from __future__ import annotations

from tracker.mcp.tool import RECORDS, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import ProposeAnswer


def answer(call: Call) -> ProposeAnswer:
    """Keep a change of the plan for a person to apply."""
    from tracker.commands.propose import propose
    from tracker.mcp.checkout import checkout_of

    made = propose(call.project, title=call.text("title"), why=call.text("why"), patch=call.text("patch"))
    return {
        "checkout": checkout_of(call.project),
        "file": made.file,
        "files": list(made.files),
        "added": list(made.added),
        "removed": list(made.removed),
        "changed": list(made.changed),
        "lowered": list(made.lowered),
        "apply": made.apply,
        "discard": made.discard,
        "rest": "Nothing has changed yet: tell the person who decides what you propose, and the command that applies it.",
    }


TOOL = Tool(
    "propose",
    "Propose a change of the plan",
    "Propose a change of tracker.yaml or of phase files, as a patch that a person may apply. It is tried on a copy, and "
    "refused when the plan would not be valid. It changes nothing itself; do not edit the plan instead.",
    answer,
    {
        "title": {"type": "string", "description": "The change in one line.", "minLength": 1},
        "why": {"type": "string", "description": "Why the plan should change.", "minLength": 1},
        "patch": {
            "type": "string",
            "description": "A unified diff with paths from the folder of tracker.yaml: --- a/phases/phase-4.1.yaml",
            "minLength": 1,
        },
    },
    required=("title", "why", "patch"),
    effect=RECORDS,
    repeatable=False,
)
