"""The section `gantt`: what was recorded, by day, and what is planned, in working days; two Mermaid charts.

No time is drawn that nobody recorded or planned: a plan has lengths and an order, and no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.documents.sections.mermaid import TAGS, ids_of, label, node_label
from tracker.documents.sections.section import Section
from tracker.model.duration import Estimate
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name

_DAY = 24 * 60
_FIRST = "2001-01-01"
"""Where the chart of what is planned begins, so that the number of a day in its year counts working days."""
_DAYS = 365
_TICKS = 20
_WEEK = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase in a chart."""

    label: str
    """What stands on it."""
    tag: str
    """`done`, `active`, `crit` or nothing."""
    id: str
    """Its id in the chart."""
    start: str
    """A date, or `after` other bars."""
    end: str
    """A date, or a length in minutes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars under one heading."""

    label: str
    """The heading."""
    bars: tuple[Bar, ...]
    """Its bars."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Lengths of planned work, each bar behind those that it waits for."""

    unit: str
    """What the axis counts: `day` or `week`."""
    words: str
    """How long that is, in words."""
    tick: str
    """How far the ticks of the axis are apart."""
    lanes: tuple[Lane, ...]
    """The bars by heading."""


@dataclass(frozen=True, slots=True)
class GanttView:
    """What was recorded, and what is planned."""

    title: str
    """What the charts are called."""
    recorded: tuple[Lane, ...]
    """The phases of which a day is known, by heading."""
    undated: tuple[str, ...]
    """Names of phases that are done, nobody knows when."""
    planned: Planned | None
    """The phases that are open; nothing when none is."""


def gantt_view(lookup: Lookup) -> GanttView:
    """Every phase that is carried out, in lanes by its outermost phase."""
    done = [lookup.graph.phases[leaf] for leaf in lookup.order if lookup.done(leaf)]
    days = {phase.id: known for phase in done if (known := _days(lookup, phase))}
    ids = ids_of(lookup)
    bars = [(p, Bar(node_label(p), "done", ids[p.id], *days[p.id])) for p in done if p.id in days]
    return GanttView(
        label(lookup.settings.project.name) or "Plan",
        _lanes(lookup, bars),
        tuple(phase_name(phase.id) for phase in done if phase.id not in days and not phase.skip),
        _planned(lookup, ids),
    )


def _days(lookup: Lookup, phase: Phase) -> tuple[str, str] | None:
    """The day on which its work began and the one on which it was complete, as recorded or claimed."""
    record = lookup.state.phase(phase.id)
    if record.completed_at:
        end = record.completed_at[:10]
        began = record.begun.at if record.begun else record.first_at
        return min(began[:10] or end, end), end
    date = phase.claimed.date if phase.claimed else ""
    return (date, date) if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None


def _planned(lookup: Lookup, ids: dict[str, str]) -> Planned | None:
    if not lookup.open:
        return None
    day = lookup.settings.working_day
    total = sum((known for leaf in lookup.open if (known := lookup.graph.phases[leaf].estimate)), Estimate())
    weeks = total.middle / day > _DAYS
    unit = day * _WEEK if weeks else day
    bars = []
    for leaf in lookup.open:
        phase = lookup.graph.phases[leaf]
        needs = [ids[x] for need in lookup.graph.needs(leaf) for x in lookup.graph.leaves(need) if x in lookup.open]
        start = f"after {' '.join(dict.fromkeys(needs))}" if needs else _FIRST
        tag = TAGS.get(lookup.standing(leaf).status, "")
        bars.append((phase, Bar(_bar_label(phase), tag, ids[leaf], start, f"{_minutes(phase, unit)}m")))
    words = f"{unit:g} hours of work"
    tick = "1day" if total.middle / unit <= _TICKS else "1week"
    return Planned("week" if weeks else "day", words, tick, _lanes(lookup, bars))


def _lanes(lookup: Lookup, bars: Iterable[tuple[Phase, Bar]]) -> tuple[Lane, ...]:
    lanes: dict[str, list[Bar]] = {}
    for phase, bar in bars:
        lanes.setdefault(_root(lookup, phase), []).append(bar)
    return tuple(Lane(_lane_label(root), tuple(members)) for root, members in lanes.items())


def _lane_label(phase_id: str) -> str:
    """Without the title, which stands in the bars: Mermaid writes a long one across them."""
    name = phase_name(phase_id)
    return label(name if name.startswith("Phase ") else f"Phase {name}")


def _bar_label(phase: Phase) -> str:
    return label(f"{node_label(phase)} ({phase.estimate.words if phase.estimate else 'no estimate'})")


def _minutes(phase: Phase, unit: float) -> int:
    """The middle of the estimate, where so many hours are drawn as a day; 0, a milestone's length, without one."""
    return max(1, round(phase.estimate.middle / unit * _DAY)) if phase.estimate else 0


def _root(lookup: Lookup, phase: Phase) -> str:
    return _root(lookup, lookup.graph.phases[phase.parent]) if phase.parent else phase.id


SECTION = Section("gantt", "Schedule", gantt_view)
