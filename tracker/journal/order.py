"""In which order things happened, whatever the clocks say.

Each journal file names, in its first line, the last line of every other file that its writer saw, but for those that another
seen file names already: like a commit names its parents. What a writer saw comes before what it wrote. Everything else,
and files from before that was written down, goes by time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from tracker.journal.damage import Damage
from tracker.journal.events import JournalOpened, Recorded


class JournalFile(NamedTuple):
    """What one file holds."""

    name: str
    items: Sequence[Recorded | Damage]

    @property
    def opened(self) -> JournalOpened | None:
        """Its first line; None in a file from before there was one."""
        first = next((item for item in self.items if isinstance(item, Recorded)), None)
        return first.event if first is not None and isinstance(first.event, JournalOpened) else None


class Ordered(NamedTuple):
    """The events of all files."""

    events: tuple[Recorded, ...]
    """In causal order."""
    frontier: Mapping[str, str]
    """Name → the `h` of its last line, of each file that no other one saw to its end: what a new file names."""
    missing: tuple[tuple[str, str], ...]
    """(place, why) of what was seen by a writer and is not there."""


def order(files: Iterable[JournalFile], *, known: Container[str] = (), frontier: Mapping[str, str] | None = None) -> Ordered:
    """Everything in causal order. The files' own order does not matter.

    `known`: files that come before all of these, and `frontier`: of these what a new file would have named.
    """
    strands = {file.name: _Strand(file) for file in sorted(files, key=lambda file: file.name)}
    tips = {name: strand.events[-1].h for name, strand in strands.items() if strand.events}
    frontier = {**(frontier or {}), **tips}
    missing: list[tuple[str, str]] = []
    for strand in strands.values():
        for name, h in strand.heads.items():
            seen = strands.get(name)
            if seen is None and name in known:
                if frontier.get(name) == h:
                    del frontier[name]
                continue
            if seen is None:
                missing.append((strand.place, f"its writer saw {name}, which is gone"))
                continue
            if frontier.get(name) == h:
                del frontier[name]
            end = seen.position(h)
            if end is None:
                missing.append((strand.place, f"its writer saw {name} up to a line {h[:12]}… that it does not have"))
                frontier.pop(name, None)
                end = len(seen.events)
            if end and name != strand.name:
                seen.waiting.setdefault(end, []).append(strand)
                strand.waits += 1
    return Ordered(tuple(_merged(list(strands.values()))), frontier, tuple(missing))


class _Strand:
    """One file's events, and how far they are told."""

    __slots__ = ("_positions", "at", "events", "heads", "name", "place", "waiting", "waits")

    def __init__(self, file: JournalFile) -> None:
        self.name = file.name
        self.events = [item for item in file.items if isinstance(item, Recorded)]
        opened = file.opened
        self.heads: Mapping[str, str] = opened.heads if opened else {}
        self.place = self.events[0].place if self.events else file.name
        self.at = 0
        self.waits = 0
        """How many files have to come first."""
        self.waiting: dict[int, list[_Strand]] = {}
        """After so many events of this file → the files that may begin."""
        self._positions: dict[str, int] | None = None

    def position(self, h: str) -> int | None:
        """How many events there are up to a line."""
        if self.events and self.events[-1].h == h:
            return len(self.events)
        if self._positions is None:
            self._positions = {event.h: number for number, event in enumerate(self.events, start=1)}
        return self._positions.get(h)

    def key(self) -> tuple[str, str]:
        """By time, then by name."""
        return self.events[self.at].id, self.name

    def stop(self, until: str | None) -> int:
        """How many events there are up to where somebody waits, or to the first that is later than `until`."""
        end = min((place for place in self.waiting if place > self.at), default=len(self.events))
        if until is None:
            return end
        return max(self.at + 1, bisect_right(self.events, until, self.at, end, key=_by_id))


def _by_id(event: Recorded) -> str:
    return event.id


def _merged(strands: list[_Strand]) -> list[Recorded]:
    """The earliest of what may come next, again and again."""
    told: list[Recorded] = []
    left = {strand.name: strand for strand in strands if strand.events}
    heap = sorted(strand.key() for strand in left.values() if not strand.waits)
    while left:
        if not heap:  # files that name each other were made up: none may be lost all the same
            first = min(left.values(), key=_Strand.key)
            first.waits = 0
            heap.append(first.key())
        strand = left[heappop(heap)[1]]
        stop = strand.stop(heap[0][0] if heap else None)
        told += strand.events[strand.at : stop]
        strand.at = stop
        for other in strand.waiting.pop(stop, ()):
            other.waits -= 1
            if not other.waits and not other.at and other.events:
                heappush(heap, other.key())
        if stop < len(strand.events):
            heappush(heap, strand.key())
        else:
            del left[strand.name]
    return told


class Ancestry:
    """Which runs could see which: a chain and a place on it for each, and how far along every chain it saw.

    Runs are added in causal order. Of a run from before this was written down it is known who saw it, not what it saw.
    """

    __slots__ = ("_ends", "_places", "_reach", "_silent")

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._reach: dict[str, dict[int, int]] = {}
        self._ends: list[int] = []
        """Of each chain, the last place."""
        self._silent: set[str] = set()
        """Runs that say nothing of what they saw."""

    def add(self, run: str, seen: Iterable[str]) -> None:
        """A run, and those that its file names."""
        if run in self._places:
            return
        known = list(seen)
        for other in known:
            if other not in self._places:
                self._silent.add(other)
                self._place(other, {}, len(self._ends))
        reach: dict[int, int] = {}
        for other in known:
            for chain, place in self._reach[other].items():
                reach[chain] = max(place, reach.get(chain, -1))
        ends = (c for c, p in map(self._places.__getitem__, known) if self._ends[c] == p)
        self._place(run, reach, next(ends, len(self._ends)))

    def _place(self, run: str, reach: dict[int, int], chain: int) -> None:
        """The next place on a chain, or the first on a new one."""
        if chain == len(self._ends):
            self._ends.append(-1)
        self._ends[chain] += 1
        self._places[run] = (chain, self._ends[chain])
        reach[chain] = self._ends[chain]
        self._reach[run] = reach

    def saw(self, run: str, other: str) -> bool:
        """Whether what `other` wrote is among what `run` could see, or is its own."""
        place = self._places.get(other)
        reach = self._reach.get(run)
        return run == other or (place is not None and reach is not None and reach.get(place[0], -1) >= place[1])

    def knows(self, run: str, other: str) -> bool:
        """Whether it was written down what `run` saw, and by somebody that there is an `other`."""
        return run in self._places and run not in self._silent and other in self._places

    def concurrent(self, run: str, other: str) -> bool:
        """Whether neither could see the other; False where nobody wrote that down."""
        known = run in self._places and other in self._places and self._silent.isdisjoint((run, other))
        return known and not self.saw(run, other) and not self.saw(other, run)


def run_of(name: str) -> str:
    """The run whose journal file has this name."""
    return name[len("2025-11-27-") : -len(".jsonl")]


def concurrent(run_a: str, run_b: str, heads: Mapping[str, Iterable[str]]) -> bool:
    """Whether neither run could see the other; `heads` has the files that each run's file names, in causal order."""
    ancestry = Ancestry()
    for run, names in heads.items():
        ancestry.add(run, map(run_of, names))
    return ancestry.concurrent(run_a, run_b)
