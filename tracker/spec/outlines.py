"""A plan → the few facts of it that deciding needs, for a cache."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model.outline import (
    CheckLike,
    CheckOutline,
    ClaimOutline,
    CommitOutline,
    PhaseOutline,
    PlanOutline,
    StepOutline,
)
from tracker.spec.claims import Claim
from tracker.spec.models import Plan
from tracker.spec.phases import Phase


def outline(plan: Plan) -> PlanOutline:
    """The plan without its words."""
    settings = plan.settings
    prompts = [f"{settings.prompts}/{phase.prompt.file}" for phase in plan.phases if phase.prompt]
    return PlanOutline(
        project=settings.project.name,
        workspace=settings.workspace,
        rendered=(*(document.path for document in settings.documents), *prompts),
        secrets=settings.environment.secrets,
        commit_as=settings.commit_as,
        same_failures=settings.defaults.same_failures,
        phases=tuple(_phase(phase) for phase in plan.phases),
    )


def _phase(phase: Phase) -> PhaseOutline:
    return PhaseOutline(
        id=phase.id,
        title=phase.title,
        goal=phase.goal,
        parent=phase.parent,
        depends_on=phase.depends_on,
        skip=phase.skip,
        estimate=phase.estimate,
        claimed=_claim(phase.claimed) if phase.claimed else None,
        preflight=_checks(phase.preflight),
        steps=tuple(StepOutline(step.id, step.definition()) for step in phase.steps),
        checks=_checks(phase.checks),
    )


def _claim(claim: Claim) -> ClaimOutline:
    return ClaimOutline(claim.source, claim.duration, tuple(CommitOutline(commit.commit) for commit in claim.commits))


def _checks(checks: Sequence[CheckLike]) -> tuple[CheckOutline, ...]:
    return tuple(CheckOutline(c.id, c.definition(), c.inputs, c.always, c.variants()) for c in checks)
