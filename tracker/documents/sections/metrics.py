"""The section `metrics`: measured where a check states a figure, reported where only somebody's word does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.journal.events import CommitRecorded
from tracker.model.ids import short_id
from tracker.spec.known import Metric
from tracker.views.lookup import Cell, Lookup, phase_name
from tracker.views.recorded import REDEFINED
from tracker.views.trend import told_for
from tracker.views.wording import plural

_REFERENCE = re.compile(r"(?P<phase>[^/]+)/(?P<check>[^\[#]+)(?:\[(?P<variant>[^\]]*)\])?#(?P<fact>.+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line."""

    label: str
    """What the figure is."""
    value: str
    """The figure, or what will produce it."""
    note: str
    """Where it comes from."""


@dataclass(frozen=True, slots=True)
class MetricGroup:
    """Lines under one heading."""

    heading: str
    """The heading."""
    figures: tuple[Figure, ...]
    """Its lines."""


def metrics_view(lookup: Lookup) -> tuple[MetricGroup, ...]:
    """All metrics of the plan, grouped in the order in which the plan first names each group; then what was committed."""
    groups: dict[str, list[Figure]] = {}
    told = ""
    for metric in lookup.settings.metrics:
        groups.setdefault(metric.group, []).append(_figure(lookup, metric, told))
        told = metric.source or told
    return (*(MetricGroup(name, tuple(figures)) for name, figures in groups.items()), *_committed(lookup))


def _committed(lookup: Lookup) -> Iterator[MetricGroup]:
    """What each phase's recorded commits changed, and all of them together."""
    by_phase = {name: lookup.state.phase(name).commits for name in lookup.graph.phases}
    made = {name: tuple(commits) for name, commits in by_phase.items() if commits}
    if not made:
        return
    lines = [Figure(phase_name(name), _size(commits), _hashes(commits)) for name, commits in made.items()]
    everything = tuple(commit for commits in made.values() for commit in commits)
    yield MetricGroup("Commits", (*lines, Figure("Total", _size(everything), "recorded by runs")))


def _size(commits: tuple[CommitRecorded, ...]) -> str:
    files = {path for commit in commits for path in commit.paths}
    changed = f"+{sum(c.insertions for c in commits)} -{sum(c.deletions for c in commits)} lines"
    authors = {commit.author for commit in commits if commit.author}
    by = f" by {plural(len(authors), 'author')}" if authors else ""
    return f"{plural(len(commits), 'commit')}{by}, {plural(len(files), 'file')}, {changed}"


def _hashes(commits: tuple[CommitRecorded, ...]) -> str:
    return ", ".join(f"`{commit.commit[:7]}`" for commit in commits)


def _figure(lookup: Lookup, metric: Metric, told: str) -> Figure:
    value, note = _valued(lookup, metric, told)
    return Figure(metric.label, value, "; ".join(part for part in (metric.note, note) if part))


def _valued(lookup: Lookup, metric: Metric, told: str) -> tuple[str, str]:
    """The figure and where it comes from; `told` is the source that the last claim named, which is not named again."""
    claim = f"claimed by {metric.source}" if metric.source and metric.source != told else "claimed"
    if not metric.check:
        return metric.value or "not reported", claim if metric.value else ""
    found = _measured(lookup, metric.check)
    if found is not None:
        value, where = found
        if metric.value == value:
            return value, f"measured, {where}; also {claim}"
        return value, f"measured, {where}" + (f"; {claim}: {metric.value}" if metric.value else "")
    match = _REFERENCE.fullmatch(metric.check)
    how = f"`tracker run {short_id(match['phase'])}` will measure it" if match else f"no check states `{metric.check}`"
    return metric.value or "not measured yet", f"{claim}; {how}" if metric.value else how


def _measured(lookup: Lookup, reference: str) -> tuple[str, str] | None:
    """The newest value of a fact, and where it was measured; None when it never was."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    having = [
        cell
        for cell in lookup.cells
        if cell.phase.id == match["phase"]
        and cell.check.id == match["check"]
        and (match["variant"] is None or match["variant"] in {cell.variant.label, cell.variant.key})
        and cell.newest is not None
        and match["fact"] in cell.newest.event.facts
    ]
    if not having:
        return None
    newest = max(having, key=_when)
    assert newest.newest is not None
    event = newest.newest.event
    where = f"{newest.key.name} of {phase_name(newest.phase.id)}{newest.where}"
    trend = dict(told_for(lookup.trend, newest.key.name, newest.phase.id)).get(match["fact"], "")
    return _text(event.facts[match["fact"]]), where + (f"; {trend}" if trend else "") + (
        f"; since then {REDEFINED}" if newest.former else ""
    )


def _when(cell: Cell) -> str:
    return cell.newest.at if cell.newest else ""


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


SECTION = Section("metrics", "Metrics", metrics_view, variable="groups")
