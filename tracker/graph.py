"""Phases as a directed acyclic graph, and ids in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tracker.model.ids import natural_key
from tracker.model.outline import PhaseLike

if TYPE_CHECKING:
    from tracker.model.duration import Estimate

P = TypeVar("P", bound=PhaseLike)


class Graph(Generic[P]):
    """Who needs whom. Built from phases whose references hold: whole ones, or what a cache knows of them."""

    def __init__(self, phases: Iterable[P]) -> None:
        listed = sorted(phases, key=lambda phase: natural_key(phase.id))
        self.phases: Mapping[str, P] = {phase.id: phase for phase in listed}
        children: dict[str, list[str]] = {phase.id: [] for phase in listed}
        for phase in listed:
            if phase.parent:
                children[phase.parent].append(phase.id)
        self._children = {parent: tuple(ids) for parent, ids in children.items()}
        self._needs = {phase.id: self._all_needs(phase) for phase in listed}

    def _all_needs(self, phase: P) -> tuple[str, ...]:
        """What a phase depends on, its parents' dependencies included."""
        needs = list(phase.depends_on)
        parent = phase.parent
        while parent:
            needs.extend(self.phases[parent].depends_on)
            parent = self.phases[parent].parent
        return tuple(dict.fromkeys(needs))

    def __iter__(self) -> Iterator[str]:
        return iter(self.phases)

    def needs(self, phase_id: str) -> tuple[str, ...]:
        """The phases that must be done first."""
        return self._needs[phase_id]

    def children(self, phase_id: str) -> tuple[str, ...]:
        """Its sub-phases, one level down, in natural order."""
        return self._children[phase_id]

    def leaves(self, phase_id: str) -> tuple[str, ...]:
        """The phases without children at or below it: those that are really carried out."""
        kids = self.children(phase_id)
        if not kids:
            return (phase_id,)
        return tuple(leaf for kid in kids for leaf in self.leaves(kid))

    def all_leaves(self) -> tuple[str, ...]:
        """Every phase that is really carried out, in natural order."""
        return tuple(phase_id for phase_id in self.phases if not self._children[phase_id])

    def order(self, wanted: Iterable[str] | None = None) -> tuple[str, ...]:
        """Leaves in an order in which each comes after what it needs; natural order where that leaves a choice."""
        if wanted is None:
            return self._order
        chosen = {leaf for name in wanted for leaf in self.leaves(name)}
        return tuple(leaf for leaf in self._order if leaf in chosen)

    @cached_property
    def _order(self) -> tuple[str, ...]:
        sorter: TopologicalSorter[str] = TopologicalSorter()
        for leaf in self.all_leaves():
            sorter.add(leaf, *(x for need in self.needs(leaf) for x in self.leaves(need)))
        sorter.prepare()
        ordered: list[str] = []
        place = {leaf: n for n, leaf in enumerate(sorted(self.all_leaves(), key=natural_key))}
        ready = [(place[leaf], leaf) for leaf in sorter.get_ready()]
        heapify(ready)
        while ready:
            _, first = heappop(ready)
            ordered.append(first)
            sorter.done(first)
            for leaf in sorter.get_ready():
                heappush(ready, (place[leaf], leaf))
        return tuple(ordered)


def estimated(graph: Graph[Any], phase_id: str) -> Estimate | None:
    """A phase's estimate: its own, or the sum of its sub-phases' where it has none."""
    own: Estimate | None = graph.phases[phase_id].estimate
    return estimated_below(graph, phase_id) if own is None else own


def estimated_below(graph: Graph[Any], phase_id: str) -> Estimate | None:
    """The sum of its sub-phases' estimates; None where they have none."""
    from tracker.model.duration import Estimate  # who asks what is to be done has no use for it

    kids = [value for kid in graph.children(phase_id) if (value := estimated(graph, kid)) is not None]
    return sum(kids, Estimate()) if kids else None
