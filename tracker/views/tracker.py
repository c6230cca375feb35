"""Everything that a tracker document shows, computed: templates only put it on the page."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.ids import short_id
from tracker.model.status import PhaseStatus
from tracker.situation import Situation
from tracker.spec.settings import Reference
from tracker.views.alerts import Alert, alerts
from tracker.views.benchmarks import BenchmarksView, benchmarks_view
from tracker.views.current import CurrentStatus, current_view
from tracker.views.diagrams import GanttView, GraphView, gantt_view, graph_view
from tracker.views.due import due_prompts, prompt_path
from tracker.views.ground import Ground, phase_name
from tracker.views.issues import IssuesView, issues_view
from tracker.views.library import LibraryView, library_view
from tracker.views.metrics import MetricGroup, metrics_view
from tracker.views.outlook import (
    CriteriaGroup,
    RiskGroup,
    TimelineView,
    hours,
    risk_view,
    success_view,
    timeline_view,
)
from tracker.views.phases import PhaseView, phases_view
from tracker.views.results import ResultsView, results_view
from tracker.views.words import moment, phrase, sentence

S = PhaseStatus


@dataclass(frozen=True, slots=True)
class Overview:
    """What the work is, and how far it is."""

    project: str
    goal: str
    strategy: str
    reached: str
    """The last phase that is done, in words; empty when none is."""
    following: str
    """The phase to work on, in words."""
    progress: str
    alerts: tuple[Alert, ...]
    """What stands in the way."""


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """References under one heading."""

    heading: str
    entries: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class HowTo:
    """What the how-to section needs to know of the plan."""

    prompts: str


@dataclass(frozen=True, slots=True)
class Footer:
    """When the document last changed, and what will change it."""

    updated: str
    following: str


@dataclass(frozen=True, slots=True)
class TrackerView:
    """All sections' contents."""

    overview: Overview
    phases: tuple[PhaseView, ...]
    library: LibraryView
    how_to: HowTo
    current: CurrentStatus
    results: ResultsView
    issues: IssuesView
    benchmarks: BenchmarksView | None
    metrics: tuple[MetricGroup, ...]
    timeline: TimelineView
    gantt: GanttView
    graph: GraphView
    risk: tuple[RiskGroup, ...]
    success: tuple[CriteriaGroup, ...]
    references: tuple[ReferenceGroup, ...]
    next_session: str
    """The block to copy into a new session."""
    footer: Footer


def tracker_view(situation: Situation, ground: Ground | None = None) -> TrackerView:
    """The whole tracker, from plan, journal and evidence; see `tracker.views.recorded` for what it leaves out.

    `ground` is what was looked up for the same situation before, when several views are made at once.
    """
    ground = ground or Ground(situation)
    issues = issues_view(ground)
    return TrackerView(
        overview=_overview(ground),
        phases=phases_view(ground, issues),
        library=library_view(ground),
        how_to=HowTo(ground.settings.prompts),
        current=current_view(ground, issues),
        results=results_view(ground),
        issues=issues,
        benchmarks=benchmarks_view(ground),
        metrics=metrics_view(ground),
        timeline=timeline_view(ground),
        gantt=gantt_view(ground),
        graph=graph_view(ground),
        risk=risk_view(ground),
        success=success_view(ground),
        references=_references(ground),
        next_session=_next_session(ground),
        footer=_footer(ground),
    )


def _overview(ground: Ground) -> Overview:
    project = ground.settings.project
    done = [leaf for leaf in ground.order if ground.done(leaf)]
    verified = sum(ground.verified(leaf) for leaf in done)
    reached = f"{phase_name(done[-1])} {phrase(ground.standing(done[-1]))}" if done else ""
    if ground.next:
        following = f"{phase_name(ground.next)} {phrase(ground.standing(ground.next))}"
    else:
        following = "" if not ground.open else f"{phase_name(ground.open[0])} {phrase(ground.standing(ground.open[0]))}"
    progress = f"{len(done)} of {len(ground.order)} phases done: {verified} verified by checks, "
    skipped = sum(ground.standing(leaf).status is S.SKIPPED for leaf in done)
    progress += f"{len(done) - verified - skipped} claimed" + (f", {skipped} skipped" if skipped else "")
    return Overview(
        project.subject or project.name, project.goal, project.strategy, reached, following, progress, alerts(ground)
    )


def _references(ground: Ground) -> tuple[ReferenceGroup, ...]:
    groups: dict[str, list[Reference]] = {}
    for reference in ground.settings.references:
        groups.setdefault(reference.group, []).append(reference)
    for phase in due_prompts(ground):
        path = prompt_path(ground, phase)
        entry = Reference(label=f"{phase_name(phase.id)}: {phase.title}", path=path, group="Prompts")
        groups.setdefault("Prompts", []).append(entry)
    return tuple(ReferenceGroup(name, tuple(entries)) for name, entries in groups.items())


def _next_session(ground: Ground) -> str:
    project = ground.settings.project
    opening = sentence(project.handover or f"I'm working on {project.subject or project.name}")
    done = [leaf for leaf in ground.order if ground.done(leaf)]
    reached = f"{phase_name(done[-1])} is {phrase(ground.standing(done[-1])).lower()}; " if done else ""
    if not ground.open:
        return f"{opening}\n\nCurrent status: every phase is done. Please run `tracker status` and report what it says."
    target = ground.next or ground.open[0]
    phase, standing = ground.graph.phases[target], ground.standing(target)
    status = f"Current status: {reached}{phase_name(target)} ({phase.title}) is {phrase(standing).lower()}."
    command = f"tracker run {short_id(target)}"
    if phase in due_prompts(ground):
        ask = f"Please read {prompt_path(ground, phase)}, do what it says, and prove it with `{command}`."
    elif standing.status is S.BLOCKED:
        ask = f"Please run `tracker explain {short_id(target)}` and remove what blocks it."
    else:
        aim = f": {phase.goal.rstrip('.')}" if phase.goal else ""
        ask = f"Please do {phase_name(target)}{aim}. Prove it with `{command}`."
    return f"{opening}\n\n{status}\n\n{ask}"


def _footer(ground: Ground) -> Footer:
    dates = [phase.claimed.date for phase in ground.graph.phases.values() if phase.claimed and phase.claimed.date]
    if ground.newest:
        updated = f"{moment(ground.newest)} (newest recorded event)"
    elif dates:
        updated = f"{max(dates)} (newest claim; nothing has been run yet)"
    else:
        updated = "nothing has been run yet, and no claim has a date"
    if not ground.open:
        return Footer(updated, "when a phase is run again, or the plan changes")
    target = ground.next or ground.open[0]
    rest, _ = hours(ground, list(ground.open))
    left = f" ({rest.words} of estimated work are left)" if rest.high else ""
    return Footer(updated, f"after `tracker run {short_id(target)}`{left}")
