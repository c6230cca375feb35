"""The tool `run`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, WORKS, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import CheckAnswer, RunAnswer
    from tracker.views.faces.run import ResultFace


def answer(call: Call) -> RunAnswer:
    """As `tracker run`, and then every check of its phases that does not pass."""
    from tracker.mcp.checkout import checkout_of

    phase, checks = call.text("phase"), call.arguments.get("checks", ())
    words = ["run", "--no-input", *(["--commit"] if call.arguments.get("commit") else [])]
    words += [word for check in checks for word in ("--check", check)]
    face: ResultFace = call.carry_out([*words, "--", *([phase] if phase else [])])  # type: ignore[assignment]  # its last document
    return {
        "checkout": checkout_of(call.project),
        **face,
        "checks": _not_passed(call, list(face["phases"])),
        "rest": "What each check printed: tracker://log/PHASE/CHECK. All that was recorded: tracker show last --json",
    }


def _not_passed(call: Call, phases: list[str]) -> list[CheckAnswer]:
    """The checks of these phases that do not pass, by the newest results."""
    from tracker.commands.status import status
    from tracker.mcp.parts import check_answer

    if not phases:
        return []
    found = status(call.project, phases)["phases"]
    return [
        check_answer(check)
        for phase in found
        for check in phase["checks"]
        if check["outcome"] != "passed" or not check["fresh"]
    ]


TOOL = Tool(
    "run",
    "Carry out and prove a phase",
    "Run a phase's steps and checks and record the results, as `tracker run` does; the next phase by default. The phase is "
    "complete when every check passed, and only then. It may take long. Cancelling stops it, and what ran stays recorded.",
    answer,
    {
        "phase": PHASE,
        "checks": {"type": "array", "items": {"type": "string"}, "description": "Only these checks, by their ids."},
        "commit": {
            "type": "boolean",
            "description": "Commit what was changed by hand in the files that the phase declares, once everything passed.",
        },
    },
    effect=WORKS,
)
