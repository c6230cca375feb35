"""The section `current-status`: what is done, what is next, and which prompts to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.prompts.lifecycle import prompt_status
from tracker.documents.prompts.triggers import due_prompts, prompt_path
from tracker.documents.sections.issues import issues_view
from tracker.documents.sections.section import Section
from tracker.model.duration import Estimate
from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.views.issues import totals
from tracker.views.lookup import Lookup, phase_name
from tracker.views.recorded import REDEFINED
from tracker.views.results import claimed_score, claimed_title, score
from tracker.views.wording import MARKS, phrase

S = PhaseStatus


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A phase that is done."""

    mark: str
    """The sign before it."""
    name: str
    """The phase's short name."""
    text: str
    """What it is, in a few words."""
    remark: str
    """What has to be known of it."""
    items: tuple[str, ...]
    """Its test results."""


@dataclass(frozen=True, slots=True)
class NextLine:
    """A phase that is to be done."""

    when: str
    """`Immediate`, `Then`, `Finally`."""
    name: str
    """The phase's short name."""
    title: str
    """Its title."""
    remark: str
    """What it waits for, or how long it may take."""
    items: tuple[str, ...]
    """Its sub-phases or issues."""


@dataclass(frozen=True, slots=True)
class ActivePrompt:
    """A prompt that is there and whose phase is not done."""

    name: str
    """The phase's short name."""
    path: str
    """The prompt's file."""
    status: str
    """Where the prompt is in its life."""


@dataclass(frozen=True, slots=True)
class CurrentStatus:
    """Done, next, and the prompts to use."""

    done: tuple[DoneLine, ...]
    """The phases that are done."""
    following: tuple[NextLine, ...]
    """The phases that come next."""
    prompts: tuple[ActivePrompt, ...]
    """The prompts to use."""
    expected: str
    """How long the rest may take."""
    currency: str
    """What changed since it was proved, and as of when; empty where nothing did."""


def current_view(lookup: Lookup) -> CurrentStatus:
    """Where the work stands: the short version."""
    done = tuple(
        DoneLine(
            MARKS[lookup.standing(leaf).status],
            phase_name(leaf),
            lookup.graph.phases[leaf].summary or lookup.graph.phases[leaf].title,
            phrase(lookup.standing(leaf)).lower() if not lookup.verified(leaf) else lookup.word(leaf),
            tuple(_scores(lookup, lookup.graph.phases[leaf])),
        )
        for leaf in lookup.order
        if lookup.done(leaf)
    )
    active = [phase for phase in due_prompts(lookup) if not lookup.done(phase.id)]
    prompts = tuple(
        ActivePrompt(phase_name(phase.id), prompt_path(lookup, phase), prompt_status(lookup, phase)[1]) for phase in active
    )
    return CurrentStatus(done, tuple(_following(lookup)), prompts, _expected(lookup, active), lookup.currency)


def _scores(lookup: Lookup, phase: Phase) -> Iterator[str]:
    """Measured test results; where there are none, the claimed ones."""
    measured = False
    yield from (f"{text} (claimed)" for text in (phase.claimed.highlights if phase.claimed else ()))
    for cell in lookup.cells_of(phase):
        report = lookup.report(cell.newest.event) if cell.newest else None
        if report is not None:
            measured = True
            yield f"{cell.title}: {score(report)}" + (f"; since then {REDEFINED}" if cell.former else "")
    if not measured and phase.claimed:
        for tests in phase.claimed.tests:
            yield f"{claimed_title(tests)}: {claimed_score(tests)}, claimed"


def _expected(lookup: Lookup, active: list[Phase]) -> str:
    """How long the phases of the active prompts will take together."""
    known = [value for phase in active if (value := lookup.estimate(phase.id)) is not None]
    if not active:
        return ""
    total = sum(known, Estimate())
    missing = len(active) - len(known)
    words = f"{total.words} total" if known else "no estimate"
    return words + (f"; {missing} without an estimate" if missing and known else "")


def _following(lookup: Lookup) -> list[NextLine]:
    """The open phases: what can be worked on first."""
    ids = lookup.left
    lines = []
    for position, leaf in enumerate(ids):
        phase = lookup.graph.phases[leaf]
        own = lookup.once(issues_view).fixed_in(leaf)
        items = [view.issue.fix or view.issue.title for view in own]
        broken = totals(own)
        remark = "; ".join(
            part
            for part in (
                broken,
                "" if lookup.standing(leaf).status is S.PENDING else phrase(lookup.standing(leaf)).lower(),
            )
            if part
        )
        when = "Immediate" if position == 0 and lookup.next else "Finally" if position == len(ids) - 1 else "Then"
        lines.append(NextLine(when, phase_name(leaf), phase.summary or phase.title, remark, tuple(items)))
    return lines


SECTION = Section("current-status", "Current Status", current_view, field="current")
