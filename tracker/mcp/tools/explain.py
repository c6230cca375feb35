"""The tool `explain`."""

from __future__ import annotations

from tracker.mcp.tool import PHASE, Call, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import ExplainAnswer


def answer(call: Call) -> ExplainAnswer:
    """As `tracker explain`, what does not pass first."""
    from tracker.commands.explain import explain
    from tracker.mcp.checkout import checkout_of
    from tracker.mcp.parts import check_answer, phase_answer
    from tracker.model.ids import short_id

    view = explain(call.project, call.text("phase"))
    bar, would = view["bar"], view["would_run"]
    phase = view["phase"]["id"]
    return {
        "checkout": checkout_of(call.project),
        "phase": phase_answer(view["phase"]),
        "goal": view["goal"],
        "refused": "; ".join(filter(None, (would["why"], *would["hints"]))),
        "checks": [check_answer(check) for check in sorted(view["phase"]["checks"], key=lambda c: c["outcome"] == "passed")],
        "lowered": [*(bar["lowered"] if bar else []), *view["lowered_since"]],
        "promises": [{"text": item["text"], "mark": item["mark"], "why": item["why"]} for item in view["promises"]],
        "warnings": [f"{item['check'] or phase}: {item['text']}" for item in view["warnings"]],
        "notes": view["notes"],
        "would_run": [
            {"kind": item["kind"], "name": item["name"], "action": item["action"], "reason": item["reason"]}
            for item in would["items"]
        ],
        "next_step": view["next_step"],
        "rest": f"tracker explain {short_id(phase)}, with --json for all of it; what its checks printed: tracker://log/{phase}/CHECK",
    }


TOOL = Tool(
    "explain",
    "Why a phase stands where it stands",
    "Why a phase is where it is: every check with its newest result and the causes of failures, what was promised, what was "
    "lowered, and what a run would do.",
    answer,
    {"phase": PHASE},
    required=("phase",),
)
