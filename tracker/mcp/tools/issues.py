"""The tool `issues`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import IssuesAnswer


def answer(call: Call) -> IssuesAnswer:
    """As `tracker issues`."""
    from tracker.commands.issues import issues
    from tracker.mcp.checkout import checkout_of

    view = issues(call.project, call.text("phase") or None)
    return {
        "checkout": checkout_of(call.project),
        "phase": view["phase"],
        "issues": [
            {
                "id": known["id"],
                "title": known["title"],
                "severity": known["severity"],
                "status": known["status"],
                "words": known["words"],
                "failing": len(known["tests"]),
                "fixed_in": known["fixed_in"],
            }
            for known in view["issues"]
        ],
        "unmatched": [
            {"signature": cluster["signature"], "count": cluster["count"], "tests": cluster["tests"][:3]}
            for cluster in view["unmatched"]
        ],
        "next_step": view["next_step"],
        "rest": "Every failing test of each: tracker issues --json. Failures by cause: tracker triage PHASE/CHECK",
    }


TOOL = Tool(
    "issues",
    "Known problems by evidence",
    "The plan's known problems, what each breaks by the newest results, and failing tests that belong to none of them.",
    answer,
    {"phase": PHASE},
)
