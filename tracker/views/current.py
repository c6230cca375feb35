"""What is done, what is next, and which prompts to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.model.duration import Estimate
from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.views.due import due_prompts, prompt_path
from tracker.views.ground import Ground, phase_name
from tracker.views.issues import IssuesView, totals
from tracker.views.library import prompt_status
from tracker.views.results import claimed_score, claimed_title, score
from tracker.views.words import MARKS, phrase

S = PhaseStatus


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A phase that is done."""

    mark: str
    name: str
    text: str
    remark: str
    items: tuple[str, ...]
    """Its test results."""


@dataclass(frozen=True, slots=True)
class NextLine:
    """A phase that is to be done."""

    when: str
    """`Immediate`, `Then`, `Finally`."""
    name: str
    title: str
    remark: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivePrompt:
    """A prompt that is there and whose phase is not done."""

    name: str
    path: str
    status: str


@dataclass(frozen=True, slots=True)
class CurrentStatus:
    """Done, next, and the prompts to use."""

    done: tuple[DoneLine, ...]
    following: tuple[NextLine, ...]
    prompts: tuple[ActivePrompt, ...]
    expected: str


def current_view(ground: Ground, issues: IssuesView) -> CurrentStatus:
    """Where the work stands: the short version."""
    done = tuple(
        DoneLine(
            MARKS[ground.standing(leaf).status],
            phase_name(leaf),
            ground.graph.phases[leaf].summary or ground.graph.phases[leaf].title,
            phrase(ground.standing(leaf)).lower() if not ground.verified(leaf) else "verified",
            tuple(_scores(ground, ground.graph.phases[leaf])),
        )
        for leaf in ground.order
        if ground.done(leaf)
    )
    active = [phase for phase in due_prompts(ground) if not ground.done(phase.id)]
    prompts = tuple(
        ActivePrompt(phase_name(phase.id), prompt_path(ground, phase), prompt_status(ground, phase)[1]) for phase in active
    )
    return CurrentStatus(done, tuple(_following(ground, issues)), prompts, _expected(ground, active))


def _scores(ground: Ground, phase: Phase) -> Iterator[str]:
    """Measured test results; where there are none, the claimed ones."""
    measured = False
    yield from (f"{text} (claimed)" for text in (phase.claimed.highlights if phase.claimed else ()))
    for cell in ground.cells_of(phase):
        report = ground.report(cell.record.event) if cell.record else None
        if report is not None:
            measured = True
            yield f"{cell.title}: {score(report)}"
    if not measured and phase.claimed:
        for tests in phase.claimed.tests:
            yield f"{claimed_title(tests)}: {claimed_score(tests)}, claimed"


def _expected(ground: Ground, active: list[Phase]) -> str:
    """How long the phases of the active prompts will take together."""
    known = [value for phase in active if (value := ground.estimate(phase.id)) is not None]
    if not active:
        return ""
    total = sum(known, Estimate())
    missing = len(active) - len(known)
    words = f"{total.words} total" if known else "no estimate"
    return words + (f"; {missing} without an estimate" if missing and known else "")


def _following(ground: Ground, issues: IssuesView) -> list[NextLine]:
    """The open phases: what can be worked on first."""
    first = [ground.next] if ground.next else []
    ids = first + [leaf for leaf in ground.open if leaf not in first]
    lines = []
    for position, leaf in enumerate(ids):
        phase = ground.graph.phases[leaf]
        own = issues.fixed_in(leaf)
        items = [view.issue.fix or view.issue.title for view in own] or [d.text for d in phase.deliverables]
        broken = totals(own)
        remark = "; ".join(
            part
            for part in (
                broken,
                "" if ground.standing(leaf).status is S.PENDING else phrase(ground.standing(leaf)).lower(),
            )
            if part
        )
        when = "Immediate" if position == 0 and ground.next else "Finally" if position == len(ids) - 1 else "Then"
        lines.append(NextLine(when, phase_name(leaf), phase.summary or phase.title, remark, tuple(items)))
    return lines
