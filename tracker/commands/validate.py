"""Is the plan right, and can what it asks for fail?"""

from __future__ import annotations

from tracker.bootstrap import Project
from tracker.commands.ignored import refuse_ignored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.validate import ValidationFace


def validate(project: Project) -> ValidationFace:
    """What the plan consists of, and what in it cannot fail.

    Raises:
        InvalidPlanError: with every problem.
        BlockedError: git ignores what is to be recorded.
    """
    from tracker.spec.doubts import located
    from tracker.views.problems import problems_view

    plan = project.plan
    refuse_ignored(project)
    return {
        "format_version": 1,
        "kind": "validation",
        "valid": True,
        "files": list(plan.files),
        "phases": len(plan.phases),
        "steps": sum(len(phase.steps) for phase in plan.phases),
        "checks": sum(len(phase.checks) for phase in plan.phases),
        "issues": len(plan.settings.issues),
        "problems": [],
        "warnings": problems_view(located(plan, project.files, project.named_files)),
    }
