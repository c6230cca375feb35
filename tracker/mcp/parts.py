"""What several tools answer alike: phases and checks in short."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.mcp.answers import CheckAnswer, PhaseAnswer
    from tracker.views.faces.status import CheckFace, PhaseFace


def phase_answer(phase: PhaseFace) -> PhaseAnswer:
    """A phase in short."""
    return {
        "id": phase["id"],
        "title": phase["title"],
        "status": phase["status"],
        "basis": phase["basis"],
        "why": "; ".join(phase["reasons"]),
        "waits_for": phase["blocked_by"],
    }


def check_answer(check: CheckFace) -> CheckAnswer:
    """A check in short."""
    return {
        "name": check["name"],
        "outcome": check["outcome"] if check["run"] else "not run yet",
        "fresh": check["fresh"],
        "summary": check["summary"],
        "why": check["why"] or check["unsure"],
        "causes": check["causes"],
        "output": check["output"],
        "log": check["log"],
    }
