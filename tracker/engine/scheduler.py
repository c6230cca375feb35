"""Which task is next: dependencies, resources, and the longest remaining path first."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node(Generic[K]):
    """A task as the scheduler sees it."""

    id: K
    needs: tuple[K, ...] = ()
    """Tasks that must have succeeded; when one did not, this task is dropped."""
    after: tuple[K, ...] = ()
    """Tasks that must be over, however they ended."""
    seconds: float = 0.0
    """How long it is expected to take."""
    resources: tuple[str, ...] = ()
    instant: bool = False
    """Bookkeeping that takes no slot."""


class Scheduler(Generic[K]):
    """Hands out tasks. Greedy list scheduling by critical path (Graham 1969; Coffman & Graham 1972)."""

    def __init__(self, nodes: Sequence[Node[K]], jobs: int) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._rank = {node.id: position for position, node in enumerate(nodes)}
        self._jobs = jobs
        self._waiting = {node.id: len(set(node.needs) | set(node.after)) for node in nodes}
        self._next: dict[K, list[K]] = {node.id: [] for node in nodes}
        for node in nodes:
            for need in set(node.needs) | set(node.after):
                self._next[need].append(node.id)
        self._length = self._critical_paths()
        self._ready: list[tuple[float, int, K]] = []
        self._instant: list[K] = []
        self._running: set[K] = set()
        self._held: set[str] = set()
        self._over: set[K] = set()
        for node in nodes:
            if not self._waiting[node.id]:
                self._push(node.id)

    def _critical_paths(self) -> dict[K, float]:
        """Seconds from the start of each task to the end of the longest chain behind it."""
        left = {name: len(after) for name, after in self._next.items()}
        lengths = {name: self._nodes[name].seconds for name in self._nodes}
        ends = [name for name, count in left.items() if not count]
        while ends:
            name = ends.pop()
            node = self._nodes[name]
            for need in set(node.needs) | set(node.after):
                lengths[need] = max(lengths[need], self._nodes[need].seconds + lengths[name])
                left[need] -= 1
                if not left[need]:
                    ends.append(need)
        return lengths

    def _push(self, name: K) -> None:
        if self._nodes[name].instant:
            self._instant.append(name)
        else:
            heapq.heappush(self._ready, (-self._length[name], self._rank[name], name))

    def take(self) -> list[K]:
        """Everything that can start now."""
        taken = [name for name in self._instant if name not in self._over]
        self._instant.clear()
        aside: list[K] = []
        while self._ready and len(self._running) < self._jobs:
            _, _, name = heapq.heappop(self._ready)
            if name in self._over:
                continue
            if self._held.intersection(self._nodes[name].resources):
                aside.append(name)
                continue
            taken.append(name)
            self._running.add(name)
            self._held.update(self._nodes[name].resources)
        for name in aside:
            self._push(name)
        return taken

    def end(self, name: K, *, ok: bool) -> list[K]:
        """A task is over. Returns the tasks that are dropped because they needed it."""
        self._running.discard(name)
        self._held.difference_update(self._nodes[name].resources)
        dropped: list[K] = []
        ending = [(name, ok)]
        while ending:
            over, succeeded = ending.pop()
            if over in self._over:
                continue
            self._over.add(over)
            if over != name:
                dropped.append(over)
            for following in self._next[over]:
                if not succeeded and over in self._nodes[following].needs:
                    ending.append((following, False))
                    continue
                self._waiting[following] -= 1
                if not self._waiting[following]:
                    self._push(following)
        return dropped

    def drop_all(self) -> None:
        """Start nothing more."""
        self._over.update(self._nodes)

    @property
    def busy(self) -> bool:
        """Whether something that was handed out has not ended."""
        return bool(self._running)
