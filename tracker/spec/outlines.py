"""A plan → the few facts of it that deciding needs, for a cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def outline(plan: Plan, criteria: Mapping[str, str] | None = None) -> PlanOutline:
    """The plan without its words. `criteria`: phase → sha256 of its criteria."""
    settings = plan.settings
    phases = tuple(_phase(phase, settings.prompts, (criteria or {}).get(phase.id, "")) for phase in plan.phases)
    return PlanOutline(
        project=settings.project.name,
        subject=settings.project.subject or settings.project.name,
        workspace=settings.workspace,
        rendered=(
            *(path for document in settings.documents for path in (document.path, document.drawing) if path),
            *(phase.prompt for phase in phases if phase.prompt),
        ),
        secrets=settings.environment.secrets,
        commit_as=settings.commit_as,
        same_failures=settings.defaults.same_failures,
        phases=phases,
        passes=settings.environment.pass_through,
    )


def _phase(phase: Phase, prompts: str, criteria: str) -> PhaseOutline:
    return PhaseOutline(
        id=phase.id,
        title=phase.title,
        goal=phase.goal,
        parent=phase.parent,
        depends_on=phase.depends_on,
        skip=phase.skip,
        estimate=phase.estimate,
        prompt=f"{prompts}/{phase.prompt.file}" if phase.prompt else "",
        claimed=_claim(phase.claimed) if phase.claimed else None,
        gate=_checks(phase.gate),
        preflight=_checks(phase.preflight),
        steps=tuple(StepOutline(step.id, step.definition()) for step in phase.steps),
        checks=_checks(phase.checks),
        criteria=criteria,
        formerly=phase.formerly,
    )


def _claim(claim: Claim) -> ClaimOutline:
    return ClaimOutline(claim.source, claim.duration, tuple(CommitOutline(commit.commit) for commit in claim.commits))


def _checks(checks: Sequence[CheckLike]) -> tuple[CheckOutline, ...]:
    return tuple(CheckOutline(c.id, c.definition(), c.inputs, c.always, c.variants(), c.kind, c.reading()) for c in checks)
