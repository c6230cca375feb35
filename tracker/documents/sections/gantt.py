"""The section `gantt`: lengths of work as a Mermaid chart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.documents.sections.mermaid import TAGS, ids_of, label, node_label
from tracker.documents.sections.section import Section
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name

_WITHOUT_DATE = "2000-01-01"


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase in the chart of lengths."""

    label: str
    """What stands on it."""
    tag: str
    """`done`, `active`, `crit` or nothing."""
    id: str
    """Its id in the chart."""
    start: str
    """A date, or `after` other bars."""
    minutes: int
    """How long it is."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars under one heading."""

    label: str
    """The heading."""
    bars: tuple[Bar, ...]
    """Its bars."""


@dataclass(frozen=True, slots=True)
class GanttView:
    """Lengths of work, each bar behind those that it waits for."""

    title: str
    """What the chart is called."""
    lanes: tuple[Lane, ...]
    """The bars by heading."""


def gantt_view(lookup: Lookup) -> GanttView:
    """Every phase that is carried out, in lanes by its outermost phase."""
    ids = ids_of(lookup)
    lanes: dict[str, list[Bar]] = {}
    dates = [p.claimed.date for p in lookup.graph.phases.values() if p.claimed and p.claimed.date]
    first = min((date for date in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", date)), default=_WITHOUT_DATE)
    for leaf in lookup.order:
        phase = lookup.graph.phases[leaf]
        needs = [ids[x] for need in lookup.graph.needs(leaf) for x in lookup.graph.leaves(need)]
        start = f"after {' '.join(dict.fromkeys(needs))}" if needs else first
        bar = Bar(_bar_label(phase), TAGS.get(lookup.standing(leaf).status, ""), ids[leaf], start, _minutes(phase))
        lanes.setdefault(_root(lookup, phase), []).append(bar)
    return GanttView(
        label(lookup.settings.project.name) or "Plan",
        tuple(Lane(_lane_label(x), tuple(b)) for x, b in lanes.items()),
    )


def _lane_label(phase_id: str) -> str:
    """Without the title, which stands in the bars: Mermaid writes a long one across them."""
    name = phase_name(phase_id)
    return label(name if name.startswith("Phase ") else f"Phase {name}")


def _bar_label(phase: Phase) -> str:
    estimated = phase.estimate or (phase.claimed.duration if phase.claimed else None)
    return node_label(phase) if estimated else f"{node_label(phase)} (no estimate)"


def _minutes(phase: Phase) -> int:
    """As claimed, else the middle of the estimate, else an hour."""
    known = (phase.claimed.duration if phase.claimed else None) or phase.estimate
    return max(1, round(known.middle * 60)) if known else 60


def _root(lookup: Lookup, phase: Phase) -> str:
    return _root(lookup, lookup.graph.phases[phase.parent]) if phase.parent else phase.id


SECTION = Section("gantt", "Schedule", gantt_view)
