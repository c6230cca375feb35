"""The plan as diagrams: lengths of work, and what waits for what. Labels are ASCII, as Mermaid draws them everywhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name

_LABEL = 60
_WITHOUT_DATE = "2000-01-01"
_TAGS = {
    PhaseStatus.COMPLETE: "done",
    PhaseStatus.SKIPPED: "done",
    PhaseStatus.STALE: "done",
    PhaseStatus.RUNNING: "active",
    PhaseStatus.READY: "active",
    PhaseStatus.AWAITING_APPROVAL: "active",
    PhaseStatus.FAILED: "crit",
    PhaseStatus.REGRESSED: "crit",
    PhaseStatus.INTERRUPTED: "crit",
}
"""Status → how both diagrams paint it; the others are plain."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase in the chart of lengths."""

    label: str
    tag: str
    """`done`, `active`, `crit` or nothing."""
    id: str
    start: str
    """A date, or `after` other bars."""
    minutes: int


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars under one heading."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class GanttView:
    """Lengths of work, each bar behind those that it waits for."""

    title: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One phase in the graph of dependencies."""

    id: str
    label: str
    tag: str
    depth: int
    opens: bool
    """Whether sub-phases follow inside it."""
    closes: int
    """How many phases end behind it."""


@dataclass(frozen=True, slots=True)
class GraphView:
    """What waits for what."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    """Tag and the ids that have it."""


def label(text: str) -> str:
    """A text as a diagram can show it: ASCII letters, figures and harmless signs, not too long."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = " ".join(re.sub(r"[^A-Za-z0-9 .,+/()&-]", " ", plain.replace("&", " and ")).split())
    return words if len(words) <= _LABEL else words[: _LABEL - 3].rstrip() + "..."


def _ids(lookup: Lookup) -> dict[str, str]:
    return {phase_id: f"p{number}" for number, phase_id in enumerate(lookup.graph.phases, 1)}


def _name(phase: Phase) -> str:
    """Never one of Mermaid's own words at the start: they are `title`, `section` and the like."""
    name = phase_name(phase.id)
    return label(f"{name if name.startswith('Phase ') else f'Phase {name}'} {phase.summary or phase.title}")


def gantt_view(lookup: Lookup) -> GanttView:
    """Every phase that is carried out, in lanes by its outermost phase."""
    ids = _ids(lookup)
    lanes: dict[str, list[Bar]] = {}
    dates = [p.claimed.date for p in lookup.graph.phases.values() if p.claimed and p.claimed.date]
    first = min((date for date in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", date)), default=_WITHOUT_DATE)
    for leaf in lookup.order:
        phase = lookup.graph.phases[leaf]
        needs = [ids[x] for need in lookup.graph.needs(leaf) for x in lookup.graph.leaves(need)]
        start = f"after {' '.join(dict.fromkeys(needs))}" if needs else first
        bar = Bar(_bar_label(phase), _TAGS.get(lookup.standing(leaf).status, ""), ids[leaf], start, _minutes(phase))
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
    return _name(phase) if estimated else f"{_name(phase)} (no estimate)"


def _minutes(phase: Phase) -> int:
    """As claimed, else the middle of the estimate, else an hour."""
    known = (phase.claimed.duration if phase.claimed else None) or phase.estimate
    return max(1, round(known.middle * 60)) if known else 60


def _root(lookup: Lookup, phase: Phase) -> str:
    return _root(lookup, lookup.graph.phases[phase.parent]) if phase.parent else phase.id


def graph_view(lookup: Lookup) -> GraphView:
    """All phases, sub-phases inside their parents, with an arrow from each to those that wait for it."""
    ids = _ids(lookup)
    nodes: list[Node] = []
    for phase in lookup.graph.phases.values():
        if phase.parent is None:
            _add(lookup, phase, ids, 1, nodes)
    edges = tuple((ids[need], ids[phase.id]) for phase in lookup.graph.phases.values() for need in phase.depends_on)
    tags: dict[str, list[str]] = {}
    for node in nodes:
        if node.tag:
            tags.setdefault(node.tag, []).append(node.id)
    return GraphView(tuple(nodes), edges, tuple((tag, tuple(members)) for tag, members in tags.items()))


def _add(lookup: Lookup, phase: Phase, ids: dict[str, str], depth: int, nodes: list[Node]) -> None:
    kids = [lookup.graph.phases[kid] for kid in lookup.graph.children(phase.id)]
    tag = _TAGS.get(lookup.standing(phase.id).status, "")
    nodes.append(Node(ids[phase.id], _name(phase), tag, depth, bool(kids), 0))
    for kid in kids:
        _add(lookup, kid, ids, depth + 1, nodes)
    if kids:
        last = nodes[-1]
        nodes[-1] = Node(last.id, last.label, last.tag, last.depth, last.opens, last.closes + 1)
