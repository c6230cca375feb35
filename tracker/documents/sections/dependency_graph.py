"""The section `dependency-graph`: what waits for what, as a Mermaid graph."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.mermaid import TAGS, ids_of, node_label
from tracker.documents.sections.section import Section
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Node:
    """One phase in the graph of dependencies."""

    id: str
    """Its id in the chart."""
    label: str
    """What stands in it."""
    tag: str
    """Its class in the chart, by status."""
    depth: int
    """How deep it is nested."""
    opens: bool
    """Whether sub-phases follow inside it."""
    closes: int
    """How many phases end behind it."""


@dataclass(frozen=True, slots=True)
class GraphView:
    """What waits for what."""

    nodes: tuple[Node, ...]
    """The phases, parents before their sub-phases."""
    edges: tuple[tuple[str, str], ...]
    """Pairs of ids: the second waits for the first."""
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    """Tag and the ids that have it."""


def graph_view(lookup: Lookup) -> GraphView:
    """All phases, sub-phases inside their parents, with an arrow from each to those that wait for it."""
    ids = ids_of(lookup)
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
    tag = TAGS.get(lookup.standing(phase.id).status, "")
    nodes.append(Node(ids[phase.id], node_label(phase), tag, depth, bool(kids), 0))
    for kid in kids:
        _add(lookup, kid, ids, depth + 1, nodes)
    if kids:
        last = nodes[-1]
        nodes[-1] = Node(last.id, last.label, last.tag, last.depth, last.opens, last.closes + 1)


SECTION = Section("dependency-graph", "Dependencies", graph_view, field="graph")
