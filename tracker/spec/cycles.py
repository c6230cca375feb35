"""Things that wait for each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def find_cycle(edges: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The ids along a cycle, the first repeated at the end; empty when there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter(edges)
    try:
        sorter.prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
