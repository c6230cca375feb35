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
from tracker.views.issues import IssuesView, issues_view
from tracker.views.library import LibraryView, library_view
from tracker.views.lookup import Lookup, phase_name
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
from tracker.views.wording import moment, phrase, sentence

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


def tracker_view(situation: Situation, lookup: Lookup | None = None) -> TrackerView:
    """The whole tracker, from plan, journal and evidence; see `tracker.views.recorded` for what it leaves out.

    `lookup` is what was looked up for the same situation before, when several views are made at once.
    """
    lookup = lookup or Lookup(situation)
    issues = issues_view(lookup)
    return TrackerView(
        overview=_overview(lookup),
        phases=phases_view(lookup, issues),
        library=library_view(lookup),
        how_to=HowTo(lookup.settings.prompts),
        current=current_view(lookup, issues),
        results=results_view(lookup),
        issues=issues,
        benchmarks=benchmarks_view(lookup),
        metrics=metrics_view(lookup),
        timeline=timeline_view(lookup),
        gantt=gantt_view(lookup),
        graph=graph_view(lookup),
        risk=risk_view(lookup),
        success=success_view(lookup),
        references=_references(lookup),
        next_session=_next_session(lookup),
        footer=_footer(lookup),
    )


def _overview(lookup: Lookup) -> Overview:
    project = lookup.settings.project
    done = [leaf for leaf in lookup.order if lookup.done(leaf)]
    verified = sum(lookup.verified(leaf) for leaf in done)
    reached = f"{phase_name(done[-1])} {phrase(lookup.standing(done[-1]))}" if done else ""
    if lookup.next:
        following = f"{phase_name(lookup.next)} {phrase(lookup.standing(lookup.next))}"
    else:
        following = "" if not lookup.open else f"{phase_name(lookup.open[0])} {phrase(lookup.standing(lookup.open[0]))}"
    progress = f"{len(done)} of {len(lookup.order)} phases done: {verified} verified by checks, "
    skipped = sum(lookup.standing(leaf).status is S.SKIPPED for leaf in done)
    progress += f"{len(done) - verified - skipped} claimed" + (f", {skipped} skipped" if skipped else "")
    return Overview(
        project.subject or project.name, project.goal, project.strategy, reached, following, progress, alerts(lookup)
    )


def _references(lookup: Lookup) -> tuple[ReferenceGroup, ...]:
    groups: dict[str, list[Reference]] = {}
    for reference in lookup.settings.references:
        groups.setdefault(reference.group, []).append(reference)
    for phase in due_prompts(lookup):
        path = prompt_path(lookup, phase)
        entry = Reference(label=f"{phase_name(phase.id)}: {phase.title}", path=path, group="Prompts")
        groups.setdefault("Prompts", []).append(entry)
    return tuple(ReferenceGroup(name, tuple(entries)) for name, entries in groups.items())


def _next_session(lookup: Lookup) -> str:
    project = lookup.settings.project
    opening = sentence(project.handover or f"I'm working on {project.subject or project.name}")
    done = [leaf for leaf in lookup.order if lookup.done(leaf)]
    reached = f"{phase_name(done[-1])} is {phrase(lookup.standing(done[-1])).lower()}; " if done else ""
    if not lookup.open:
        return f"{opening}\n\nCurrent status: every phase is done. Please run `tracker status` and report what it says."
    target = lookup.next or lookup.open[0]
    phase, standing = lookup.graph.phases[target], lookup.standing(target)
    status = f"Current status: {reached}{phase_name(target)} ({phase.title}) is {phrase(standing).lower()}."
    command = f"tracker run {short_id(target)}"
    if phase in due_prompts(lookup):
        ask = f"Please read {prompt_path(lookup, phase)}, do what it says, and prove it with `{command}`."
    elif standing.status is S.BLOCKED:
        ask = f"Please run `tracker explain {short_id(target)}` and remove what blocks it."
    else:
        aim = f": {phase.goal.rstrip('.')}" if phase.goal else ""
        ask = f"Please do {phase_name(target)}{aim}. Prove it with `{command}`."
    return f"{opening}\n\n{status}\n\n{ask}"


def _footer(lookup: Lookup) -> Footer:
    dates = [phase.claimed.date for phase in lookup.graph.phases.values() if phase.claimed and phase.claimed.date]
    if lookup.newest:
        updated = f"{moment(lookup.newest)} (newest recorded event)"
    elif dates:
        updated = f"{max(dates)} (newest claim; nothing has been run yet)"
    else:
        updated = "nothing has been run yet, and no claim has a date"
    if not lookup.open:
        return Footer(updated, "when a phase is run again, or the plan changes")
    target = lookup.next or lookup.open[0]
    rest, _ = hours(lookup, list(lookup.open))
    left = f" ({rest.words} of estimated work are left)" if rest.high else ""
    return Footer(updated, f"after `tracker run {short_id(target)}`{left}")
